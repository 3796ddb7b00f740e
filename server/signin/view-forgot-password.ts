/** The page behind "Forgot your password?": says whom to ask. It is the same for everyone and takes no input. */
import { markup } from '../platform/html.ts';
import { type PageContext, page } from '../platform/page-frame.ts';
import { textsIn } from '../texts/texts.ts';

/** The page "Forgot your password?". */
export function forgotPasswordView(view: PageContext): string {
  const text = textsIn(view.language);
  return page({
    ...view,
    title: text('forgot.title'),
    footer: [{ href: '/help', label: text('signIn.help') }],
    body: markup`<h1>${text('forgot.title')}</h1>
<p>${text('forgot.text')}</p>
<div class="actions"><a class="button quiet" href="/sign-in">${text('forgot.back')}</a></div>`,
  });
}
