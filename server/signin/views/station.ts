/** The page that asks for the Station ID (S7, T1): prefilled and fixed for who has their own. Pure; it works without script. */

import { alertBox, alertId, hiddenFields, submitButton } from '../../platform/page/fields.ts';
import { type PageContext, page } from '../../platform/page/frame.ts';
import { linkTarget, markup } from '../../platform/page/html.ts';
import type { RefusalMessage } from '../../texts/refusal-message.ts';
import { textsIn } from '../../texts/texts.ts';

export interface StationView extends PageContext {
  readonly action: string;
  readonly startHref: string;
  /** What stands in the field: what was typed, the person's own, or ''. */
  readonly station: string;
  /** It is their own, and no other will do. */
  readonly fixed: boolean;
  readonly formToken: string;
  readonly error?: RefusalMessage;
}

/** The page "Enter your Station ID". */
export function stationView(view: StationView): string {
  const { language, action, startHref, formToken, station, fixed, error } = view;
  const text = textsIn(language);
  const invalid = error?.code.startsWith('station_') === true;
  const described = invalid ? `${alertId} station-hint` : 'station-hint';
  return page({
    ...view,
    title: text('station.title'),
    script: true,
    footer: [
      { href: startHref, label: text('code.startAgain') },
      { href: '/help', label: text('signIn.help') },
    ],
    body: markup`<h1>${text('station.title')}</h1>
${alertBox(language, error)}<form method="post" action="${linkTarget(action)}" data-busy="${text('form.busy')}">
${hiddenFields({ formToken })}<div class="field">
<label for="station">${text('station.field')}</label>
<div class="box"><input id="station" name="station" type="text" value="${station}" inputmode="numeric" autocomplete="off" autocapitalize="none" autocorrect="off" spellcheck="false" required${fixed ? markup` readonly` : null}${error === undefined && !fixed ? markup` autofocus` : null}${invalid ? markup` aria-invalid="true"` : null} aria-describedby="${described}"></div>
<p class="hint" id="station-hint">${text(fixed ? 'station.own' : 'station.hint')}</p></div>
${submitButton(text('station.submit'))}</form>`,
  });
}
