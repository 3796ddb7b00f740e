/** The fields for a new portal password: typed twice, judged as it is typed by the code that the server runs (P8). */
import type { UseFormReturnType } from '@mantine/form';
import {
  judgePortalPassword,
  type PortalPasswordRules,
  portalViolations,
} from '../../server/passwords/portal-rules.ts';
import { ApiError, isRefusal } from '../api/client.ts';
import { text, textOr } from '../texts/texts.ts';
import { PasswordField } from './password-field.tsx';
import { RuleList } from './password-rules.tsx';

export interface PortalValues {
  readonly password: string;
  readonly repeat: string;
}

const rulesId = 'portal-password-rules';
const digitsMax = 10;

function ruleText(rule: string, parameters: Readonly<Record<string, number>> = {}): string {
  return textOr(`portalRule.${rule}`, rule, parameters);
}

/** What keeps the values from being sent. */
export function portalValidation(rules: PortalPasswordRules, extension: string | null) {
  return {
    password: (value: string) => {
      if (value === '') return text('portal.missing');
      return portalViolations(value, rules, extension).length === 0 ? null : text('portal.broken');
    },
    repeat: (value: string, { password }: PortalValues) => (value === password ? null : text('portal.mismatch')),
  };
}

/** What the server found wrong, beside the field; null where that is about something else. */
export function portalFault(error: unknown): string | null {
  if (!(error instanceof ApiError) || !isRefusal(error, 'portal_password_policy')) return null;
  const rules = (error.problem.violations ?? []).filter((violation) => typeof violation === 'string');
  return `${error.problem.title}: ${rules.map((rule) => ruleText(rule)).join(' · ')}`;
}

interface PortalFieldsProps {
  readonly form: UseFormReturnType<PortalValues>;
  readonly rules: PortalPasswordRules;
  readonly extension: string | null;
}

export function PortalFields({ form, rules, extension }: PortalFieldsProps) {
  const judged = judgePortalPassword(form.values.password, rules, extension);
  const digits = { inputMode: 'numeric', maxLength: digitsMax, autoComplete: 'off' } as const;
  return (
    <>
      <PasswordField
        {...digits}
        name="portalPassword"
        label={text('portal.new')}
        aria-details={rulesId}
        {...form.getInputProps('password')}
      />
      <RuleList
        id={rulesId}
        rules={judged.map(({ rule, met, parameters }) => ({ rule, met, label: ruleText(rule, parameters) }))}
      />
      <PasswordField
        {...digits}
        name="repeatPortalPassword"
        label={text('portal.repeat')}
        {...form.getInputProps('repeat')}
      />
    </>
  );
}
