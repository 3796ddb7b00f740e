/**
 * What an act asked of who did it: which permissions, and with those of teams, which teams. Whoever sends the request again is
 * told its answer only while they have all of that still; what was looked up once and is not any more, nobody is told again.
 */
import type { Caller, Permission } from '../kernel/caller.ts';
import type { TeamId } from '../kernel/ids.ts';

export interface Asked {
  readonly permissions: readonly Permission[];
  /** Those that the caller supervised, if a permission for teams was asked for. */
  readonly teams: readonly TeamId[];
}

/** Notes which of its permissions it was asked for. */
class Notebook extends Set<Permission> {
  readonly asked = new Set<Permission>();

  override has(permission: Permission): boolean {
    const held = super.has(permission);
    if (held) this.asked.add(permission);
    return held;
  }
}

/** The same caller, of whom it is noted what doors ask. */
export function noting(caller: Caller): Caller {
  return { ...caller, permissions: new Notebook(caller.permissions) };
}

/** What was asked of a caller of `noting` so far. */
export function askedOf({ permissions, supervises }: Caller): Asked {
  if (!(permissions instanceof Notebook)) throw new Error('Nobody has noted what this caller was asked for.');
  const asked = [...permissions.asked];
  return { permissions: asked, teams: asked.some((one) => one.startsWith('team:')) ? supervises : [] };
}

/** Whether the caller has now all that was asked then. */
export function hasStill({ permissions, supervises }: Caller, asked: Asked): boolean {
  return (
    asked.permissions.every((permission) => permissions.has(permission)) &&
    asked.teams.every((team) => supervises.includes(team))
  );
}
