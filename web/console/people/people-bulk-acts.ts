/** Which acts on many people somebody has: known before the first is selected, whose bar is loaded only then. */
import type { BulkAction } from '../../api/users-bulk.ts';
import { usePermitted, usePermittedFor } from '../../ui/session-context.ts';

/** What the person's role has of acts on many; whom each of them reaches the server judges. */
export function useBulkActions(): readonly BulkAction[] {
  const update = usePermitted('users:update');
  const disable = usePermitted('users:disable');
  const unlock = usePermittedFor('unlock');
  const signOut = usePermittedFor('sign_out');
  const move = usePermitted('teams:update');
  const roles = usePermitted('roles:read');
  const schedules = usePermitted('schedules:read');
  const permitted: Readonly<Record<BulkAction, boolean>> = {
    disable,
    enable: disable,
    sign_out: signOut,
    unlock,
    activate: update,
    inactivate: update,
    set_role: update && roles,
    set_schedule: update && schedules,
    add_to_team: move,
    remove_from_team: move,
  };
  return (Object.keys(permitted) as BulkAction[]).filter((action) => permitted[action]); // the keys are those of its type
}
