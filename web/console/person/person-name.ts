/** How the console calls a person: by their names, or by the username where there are none. Pure. */
import type { User } from '../../api/users.ts';

export function personName({
  firstName,
  lastName,
  username,
}: Pick<User, 'firstName' | 'lastName' | 'username'>): string {
  return `${firstName} ${lastName}`.trim() || username;
}
