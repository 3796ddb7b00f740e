/** Whom the signed-in person may act on, as far as their role says: the server decides, this only spares dead ends. */
import type { User } from '../../api/users.ts';
import { useSession } from '../../ui/session-context.ts';

/** An act that exists for everybody (`users:`) and for the members of one's teams (`team:`), who never includes oneself. */
export function useMayActOn(user: Pick<User, 'id'>): (act: string) => boolean {
  const session = useSession();
  const { permissions } = session.role;
  const own = session.user.id === user.id;
  return (act) => permissions.includes(`users:${act}`) || (!own && permissions.includes(`team:${act}`));
}
