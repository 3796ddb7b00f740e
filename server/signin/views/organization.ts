/**
 * The page of the base address, where a person types the name of the organisation and goes on to its own sign-in page (O3).
 */

import { alertBox, hiddenFields, submitButton, textField } from '../../platform/page/fields.ts';
import { type PageContext, page } from '../../platform/page/frame.ts';
import { linkTarget, markup } from '../../platform/page/html.ts';
import type { RefusalMessage } from '../../texts/refusal-message.ts';
import { textsIn } from '../../texts/texts.ts';

export interface OrganizationView extends PageContext {
  readonly action: string;
  /** What was typed, kept; '' at first. */
  readonly organization: string;
  /** Host (and port) of the base address, for the example in the hint. */
  readonly host: string;
  readonly error?: RefusalMessage;
  readonly formToken: string;
}

/** The organisation-name page; its one field is `organization`. */
export function organizationView(view: OrganizationView): string {
  const { language, error } = view;
  const text = textsIn(language);
  return page({
    ...view,
    title: text('organization.title'),
    script: true,
    footer: [{ href: '/operator/sign-in', label: text('operator.heading') }],
    body: markup`<h1>${text('organization.heading')}</h1>
${alertBox(language, error)}<form method="post" action="${linkTarget(view.action)}" data-busy="${text('form.busy')}">
${hiddenFields({ formToken: view.formToken })}${textField({
  name: 'organization',
  label: text('field.organization'),
  value: view.organization,
  autocomplete: 'organization',
  hint: text('organization.hint', { host: view.host }),
  autofocus: error === undefined,
  invalid: error?.code === 'organization_unknown' || error?.code === 'invalid_request',
})}${submitButton(text('organization.continue'))}</form>`,
  });
}
