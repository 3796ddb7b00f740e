/** Nobody grants what they do not have (M3). Pure. */

/** `team:x` is contained in `users:x`: who may act on everyone may act on a team. */
function covers(held: ReadonlySet<string>, wanted: string): boolean {
  return held.has(wanted) || (wanted.startsWith('team:') && held.has(wanted.replace('team:', 'users:')));
}

/** True when every permission of the role is among those held. */
export function mayGrant(held: ReadonlySet<string>, permissions: readonly string[]): boolean {
  return permissions.every((permission) => covers(held, permission));
}
