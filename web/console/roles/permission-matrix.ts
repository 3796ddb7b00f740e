/** The permissions of an organisation as a form shows them: acts on people with their reach, and areas. */
export const acts = [
  'read',
  'create',
  'update',
  'disable',
  'delete',
  'import',
  'export',
  'unlock',
  'sign_out',
  'password_set',
  'portal_password_set',
  'credentials_read',
  'email_assign',
  'second_factor_reset',
  'overtime',
  'message',
  'disconnect',
  'station_release',
  'station_assign',
] as const;
export type Act = (typeof acts)[number];

export const areas = [
  'teams_read',
  'teams_update',
  'roles_read',
  'roles_update',
  'schedules_read',
  'schedules_update',
  'seats_read',
  'settings_read',
  'settings_update',
  'audit_read',
  'audit_export',
  'api_keys_manage',
  'webhooks_manage',
] as const;
export type AreaPermission = (typeof areas)[number];

/** Acts that exist for everybody of the organisation only. */
const everyoneOnly: ReadonlySet<Act> = new Set([
  'create',
  'update',
  'disable',
  'delete',
  'import',
  'export',
  'station_assign',
]);

/** Names with more than one part join them with a colon, but for these words. */
const words: Readonly<Record<string, string>> = {
  sign_out: 'sign_out',
  second_factor_reset: 'second_factor:reset',
  portal_password_set: 'portal_password:set',
  api_keys_manage: 'api_keys:manage',
};

function name(part: string): string {
  return words[part] ?? part.replaceAll('_', ':');
}

/** The permission of an act; null where it does not exist with this reach. */
export function actPermission(act: Act, reach: 'users' | 'team'): string | null {
  return reach === 'team' && everyoneOnly.has(act) ? null : `${reach}:${name(act)}`;
}

export function areaPermission(area: AreaPermission): string {
  return name(area);
}

/** Whether a role with these permissions has this one: what is for everybody contains one's teams. */
export function includes(permissions: readonly string[], permission: string): boolean {
  return (
    permissions.includes(permission) ||
    (permission.startsWith('team:') && permissions.includes(permission.replace('team:', 'users:')))
  );
}
