/**
 * The pages of `/dev/mail`: mails that were captured because no mail server is configured. The text part is shown on the
 * page; the HTML part has an address of its own, served under `capturedMailPolicy` so that it can run and load nothing.
 */
import { instantInWords } from '../../texts/refusal-message.ts';
import { textsIn } from '../../texts/texts.ts';
import { type PageContext, page } from './frame.ts';
import { linkTarget, markup } from './html.ts';

export interface CapturedMail {
  readonly href: string;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  /** RFC 3339. */
  readonly capturedAt: string;
  readonly text: string | null;
  /** Address of the HTML part alone, null when the mail has none. */
  readonly htmlHref: string | null;
}

export interface CapturedMailListView extends PageContext {
  /** Newest first. */
  readonly mails: readonly CapturedMail[];
}

export interface CapturedMailView extends PageContext {
  readonly mail: CapturedMail;
  readonly listHref: string;
}

/** The Content-Security-Policy for the HTML part of a captured mail: an opaque origin, its own inline style, nothing else. */
export const capturedMailPolicy =
  "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** All captured mails, newest first. */
export function capturedMailListView(view: CapturedMailListView): string {
  const text = textsIn(view.language);
  const items = view.mails.map(
    (
      mail,
    ) => markup`<li><a class="mail-link" href="${linkTarget(mail.href)}"><span class="subject">${mail.subject || text('devMail.noSubject')}</span><br>${mail.to}<br><time class="hint" datetime="${mail.capturedAt}">${instantInWords(view.language, mail.capturedAt)}</time></a></li>
`,
  );
  return page({
    ...view,
    title: text('devMail.title'),
    wide: true,
    body: markup`<h1>${text('devMail.title')}</h1>
<p class="muted">${text('devMail.intro')}</p>
${items.length === 0 ? markup`<p>${text('devMail.empty')}</p>` : markup`<ul class="list">${items}</ul>`}`,
  });
}

/** One captured mail: its heads and its text part. */
export function capturedMailView(view: CapturedMailView): string {
  const text = textsIn(view.language);
  const { mail } = view;
  const subject = mail.subject || text('devMail.noSubject');
  return page({
    ...view,
    title: subject,
    wide: true,
    footer: [{ href: view.listHref, label: text('devMail.back') }],
    body: markup`<h1>${subject}</h1>
<dl class="pairs">
<dt>${text('devMail.from')}</dt><dd>${mail.from}</dd>
<dt>${text('devMail.to')}</dt><dd>${mail.to}</dd>
<dt>${text('devMail.date')}</dt><dd><time datetime="${mail.capturedAt}">${instantInWords(view.language, mail.capturedAt)}</time></dd>
</dl>
${mail.text === null ? markup`<p>${text('devMail.noText')}</p>` : markup`<pre tabindex="0" aria-label="${subject}" role="region">${mail.text}</pre>`}
${mail.htmlHref === null ? null : markup`<div class="actions"><a class="button quiet" href="${linkTarget(mail.htmlHref)}">${text('devMail.showHtml')}</a></div>`}`,
  });
}
