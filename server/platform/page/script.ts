/** A script without what only its readers need. */
export function compact(script: string): string {
  return script.replace(/\n\s+/g, '\n').replace(/\n\/\/.*/g, '');
}

/**
 * The one script of the server-rendered pages. It only adds comfort to pages that already work without it: focus on the
 * error, show and hide a password, a Caps Lock hint, "the two are the same", no double submit. It is a constant: no value of
 * a request is ever written into it (values travel in escaped `data-` attributes), and it loads and sends nothing.
 */
export const pageScript = compact(`
const alert = document.querySelector('[role=alert]');
// The autofocus attribute has done it already, in browsers that know it on any element; a focus that somebody moved stays.
if (alert) requestAnimationFrame(() => { if (document.activeElement === document.body) alert.focus(); });

for (const button of document.querySelectorAll('[data-reveals]')) {
  const field = document.getElementById(button.dataset.reveals);
  const show = (shown) => {
    field.type = shown ? 'text' : 'password';
    button.textContent = shown ? button.dataset.hide : button.dataset.show;
    button.setAttribute('aria-label', shown ? button.dataset.hideLabel : button.dataset.showLabel);
  };
  button.hidden = false;
  button.addEventListener('click', () => show(field.type === 'password'));
  field.form.addEventListener('submit', () => show(false));
  const caps = document.getElementById(field.id + '-caps');
  const note = (event) => {
    const on = event.type !== 'blur' && event.getModifierState && event.getModifierState('CapsLock');
    caps.textContent = on ? caps.dataset.text : '';
  };
  for (const type of ['keydown', 'keyup', 'blur']) field.addEventListener(type, note);
}

for (const note of document.querySelectorAll('[data-compares]')) {
  const [one, other] = note.dataset.compares.split(' ').map((id) => document.getElementById(id));
  const compare = () => {
    const same = one.value === other.value;
    const early = !same && one.value.startsWith(other.value) && document.activeElement === other;
    note.textContent = !other.value || early ? '' : same ? note.dataset.same : note.dataset.different;
    note.classList.toggle('met', same);
    note.classList.toggle('unmet', !same);
  };
  for (const field of [one, other]) field.addEventListener('input', compare);
  other.addEventListener('blur', () => setTimeout(compare));
  if (other.value) compare();
}

for (const form of document.querySelectorAll('form[data-busy]')) {
  const button = form.querySelector('[type=submit]');
  const label = button.textContent;
  const rest = () => {
    delete form.dataset.sent;
    button.textContent = label;
    button.removeAttribute('aria-disabled');
  };
  form.addEventListener('submit', (event) => {
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = 'yes';
    button.textContent = form.dataset.busy;
    button.setAttribute('aria-disabled', 'true');
    setTimeout(rest, 8000);
  });
  addEventListener('pageshow', rest);
}
`);
