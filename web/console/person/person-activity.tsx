/** Console → one person → Activity: what they did, and what was done to them. */
import type { User } from '../../api/users.ts';
import { TimesNote } from '../../ui/times-note.tsx';
import { AuditList } from '../audit/audit-list.tsx';

export function PersonActivity({ user }: { readonly user: User }) {
  return (
    <>
      <AuditList filter={{ user: user.id }} />
      <TimesNote />
    </>
  );
}
