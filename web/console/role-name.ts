/** What a role is called: the built-in ones in the reader's language, others as the organisation named them. */
import type { Role } from '../api/roles.ts';
import { textOr } from '../texts/texts.ts';

export function roleName({ key, name }: Pick<Role, 'key' | 'name'>): string {
  return textOr(`role.${key}`, name);
}
