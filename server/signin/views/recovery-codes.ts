/** The page that shows recovery codes the one time that there are any to show: to keep, download or print. Pure. */

import { type PageContext, page } from '../../platform/page/frame.ts';
import { linkTarget, markup } from '../../platform/page/html.ts';
import { textsIn } from '../../texts/texts.ts';

export interface RecoveryCodesView extends PageContext {
  readonly codes: readonly string[];
  readonly identifier: string;
  /** Where the sign-in goes on. */
  readonly continueTo: string;
}

const printScript = `
for (const button of document.querySelectorAll('[data-print]')) {
button.hidden = false;
button.addEventListener('click', () => print());
}
`;

export function recoveryCodesView(view: RecoveryCodesView): string {
  const { language, codes, identifier, branding } = view;
  const text = textsIn(language);
  const heading = text('recoveryCodes.for', { name: identifier, place: branding.name });
  const file = `${heading}\n\n${codes.join('\n')}\n\n${text('recoveryCodes.each')}\n`;
  return page({
    ...view,
    title: text('recoveryCodes.title'),
    script: true,
    moreScript: printScript,
    body: markup`<h1>${text('recoveryCodes.title')}</h1>
<div class="notice" role="status">${text('recoveryCodes.once')}</div>
<h2 class="spaced">${heading}</h2>
<ul class="codes">
${codes.map(
  (code) => markup`<li><code>${code}</code></li>
`,
)}</ul>
<p class="hint">${text('recoveryCodes.each')}</p>
<div class="actions">
<a class="button quiet" download="recovery-codes.txt" href="data:text/plain;charset=utf-8,${encodeURIComponent(file)}">${text('recoveryCodes.download')}</a>
<button class="button quiet" type="button" data-print hidden>${text('recoveryCodes.print')}</button>
<a class="button" href="${linkTarget(view.continueTo)}">${text('recoveryCodes.continue')}</a>
</div>`,
  });
}
