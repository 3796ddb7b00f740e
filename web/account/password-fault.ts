/** What the server found wrong with a new password, for beside its field. */
import type { ApiError } from '../api/client.ts';
import { sentences, told } from '../ui/failure.tsx';
import { ruleText } from './password-rules.tsx';
import type { PasswordCheck } from './use-password-check.ts';

/** Refusals that are about the new password itself. */
export const passwordRefusals: ReadonlySet<string> = new Set(['password_policy', 'password_reused']);

/** In the words of the checker where the server names rules. @param of as of `ruleText` */
export function passwordFault(error: ApiError, check: PasswordCheck, of?: string): string {
  const names = (error.problem.violations ?? []).filter((violation) => typeof violation === 'string');
  const judgedOf = (rule: string) => check.judged?.rules.find((judged) => judged.rule === rule) ?? { rule };
  const texts = names.map((rule) => ruleText(judgedOf(rule), of));
  return texts.length === 0 ? sentences(told(error)) : `${told(error).title}: ${texts.join(' · ')}`;
}
