/**
 * The check box "I am not a robot" of the server-rendered pages (S3): ALTCHA's widget, its worker and its style, loaded only
 * where a page asks for them. What does not come up (no secure context, no worker) leaves the page as it is without script:
 * then waiting does.
 */
import 'altcha/external';
import 'altcha/altcha.css';
import Worker from 'altcha/workers/pbkdf2?worker';
import './captcha.css';

/** Minutes after which a solved box is emptied, before the server would call it too old (it gives five). */
const solvedMinutes = 4;

function show(place: HTMLElement): void {
  const { captcha: challenge, texts = '{}', name = 'captcha' } = place.dataset;
  const language = document.documentElement.lang;
  $altcha.algorithms.set('PBKDF2/SHA-256', () => new Worker());
  const strings: Record<string, string> = JSON.parse(texts);
  $altcha.i18n.set(language, { ...$altcha.i18n.get('en'), ...strings, footer: '' });
  const widget = document.createElement('altcha-widget');
  const configuration = { hideFooter: true, hideLogo: true, humanInteractionSignature: false, minDuration: 0 };
  for (const [attribute, value] of Object.entries({
    challenge: challenge ?? '',
    name,
    language,
    configuration: JSON.stringify(configuration),
  }))
    widget.setAttribute(attribute, value);
  const hint = document.querySelector<HTMLElement>('[data-captcha-wait]');
  const said = document.createElement('p');
  said.className = 'unseen';
  said.setAttribute('role', 'status');
  let old: ReturnType<typeof setTimeout>;
  widget.addEventListener('statechange', (event) => {
    // The widget's own event; its detail names the state.
    const { state } = (event as CustomEvent<{ state: string }>).detail;
    said.textContent = state === 'verifying' || state === 'verified' ? (strings[state] ?? '') : '';
    clearTimeout(old);
    if (state === 'verified') old = setTimeout(() => widget.reset(), solvedMinutes * 60_000);
    if (state !== 'error') return;
    // The box is required: as long as it stands there unsolvable, the form could not be sent at all.
    widget.remove();
    if (hint) hint.hidden = false;
  });
  place.append(widget, said);
  if (hint) hint.hidden = true;
}

// ALTCHA needs crypto.subtle, which browsers keep for https and localhost.
if (isSecureContext) for (const place of document.querySelectorAll<HTMLElement>('[data-captcha]')) show(place);
