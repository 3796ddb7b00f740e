/** What a new key may do, by what it is for. Nobody gives a key what they do not have themselves. Pure. */

export const presets = ['read_only', 'provisioning', 'reporting', 'everything', 'custom'] as const;
export type Preset = (typeof presets)[number];

/** What a directory needs that creates, changes and removes people and teams, as SCIM does. */
const provisioning: readonly string[] = [
  'users:read',
  'users:create',
  'users:update',
  'users:disable',
  'users:delete',
  'teams:read',
  'teams:update',
  'roles:read',
];

const reporting: readonly string[] = [
  'users:read',
  'users:export',
  'teams:read',
  'roles:read',
  'schedules:read',
  'seats:read',
  'audit:read',
  'audit:export',
];

const wanted: Readonly<Record<Preset, (permission: string) => boolean>> = {
  read_only: (permission) => permission.endsWith(':read'),
  provisioning: (permission) => provisioning.includes(permission),
  reporting: (permission) => reporting.includes(permission),
  everything: () => true,
  custom: () => false,
};

/** What can be given at all: a program supervises no team, so what reaches one's teams only would reach nobody. */
export function givable(held: readonly string[]): readonly string[] {
  return held.filter((permission) => !permission.startsWith('team:'));
}

/** The permissions of a preset, of those that its maker has. */
export function permissionsOf(preset: Preset, held: readonly string[]): readonly string[] {
  return givable(held).filter(wanted[preset]);
}

export const lifetimes = ['30', '90', '365', 'never'] as const;
export type Lifetime = (typeof lifetimes)[number];

const dayMs = 86_400_000;

/** @returns RFC 3339; null: never. @param now Unix milliseconds */
export function expiresAt(lifetime: Lifetime, now: number): string | null {
  return lifetime === 'never' ? null : new Date(now + Number(lifetime) * dayMs).toISOString();
}
