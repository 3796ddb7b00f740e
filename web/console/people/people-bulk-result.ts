/** What became of an act on many people, in words. */

import type { User } from '../../api/users.ts';
import type { BulkAction, BulkOutcome } from '../../api/users-bulk.ts';
import { plural, text } from '../../texts/texts.ts';
import { reasonText } from '../audit/audit-sentence.ts';
import { personName } from '../person/person-name.ts';

/** What takes an act back, for those to whom it was done. */
export const inverseOf: Readonly<Partial<Record<BulkAction, BulkAction>>> = {
  disable: 'enable',
  enable: 'disable',
  activate: 'inactivate',
  inactivate: 'activate',
};

const namesMax = 5;

/** As “12 done, 1 refused”. */
export function resultTitle(outcomes: readonly BulkOutcome[]): string {
  return (['done', 'unchanged', 'refused'] as const)
    .map((outcome) => [outcome, outcomes.filter((one) => one.outcome === outcome).length] as const)
    .filter(([outcome, count]) => count > 0 || outcome === 'done')
    .map(([outcome, count]) => plural(`people.bulk.${outcome}`, count))
    .join(', ');
}

/** Who was refused, by reason: as “The last administrator must stay: Ana Morales.” */
export function refusedText(outcomes: readonly BulkOutcome[], users: readonly User[]): string | undefined {
  const byReason = new Map<string, string[]>();
  for (const { id, outcome, code } of outcomes) {
    if (outcome !== 'refused' || code === undefined) continue;
    const user = users.find((one) => one.id === id);
    byReason.set(code, [...(byReason.get(code) ?? []), user === undefined ? id : personName(user)]);
  }
  if (byReason.size === 0) return undefined;
  return [...byReason]
    .map(([code, names]) => {
      const told = names.slice(0, namesMax).join(', ');
      const reason = reasonText({ action: 'user.update', outcome: 'refused' }, code);
      return text('people.bulk.why', { reason, names: names.length > namesMax ? `${told} …` : told });
    })
    .join(' ');
}
