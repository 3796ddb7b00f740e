/** Whether the header has its search of people: on an organisation's host, for whoever may see any. */
import { mayOpen } from '../../server/roles/landing.ts';
import type { Session } from '../api/session.ts';
import { paths } from '../paths.ts';

export function hasHeaderSearch({ organization, role }: Pick<Session, 'organization' | 'role'>): boolean {
  return organization !== null && mayOpen(paths.people, role.permissions);
}
