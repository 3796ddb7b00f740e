/** A role as the API shows it. Pure. */
import { type Permission, permissions } from '../kernel/caller.ts';
import type { RoleChange, RoleRow } from './store.ts';

export interface Role {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly builtIn: boolean;
  /** A path of this host, or the address of an application. */
  readonly home: string;
  readonly permissions: readonly string[];
  readonly usesSeat: boolean;
  readonly seatsMax: number | null;
  readonly reservedSeats: boolean;
  readonly stationRequired: boolean;
  readonly connectedIsActive: boolean;
  readonly schedule: string | null;
}

/** What an administrator chooses of a role; its key only once. */
export type RoleFields = Omit<Role, 'id' | 'key' | 'builtIn' | 'permissions'> & {
  readonly permissions: readonly Permission[];
};

/** Permissions of organisations; those of operators belong to no role here. */
export const grantable: readonly Permission[] = permissions.filter(
  (one) => !/^(organizations|installation):/.test(one),
);

export function roleOf(row: RoleRow): Role {
  return {
    id: row.id,
    key: row.key,
    name: row.name,
    builtIn: row.built_in,
    home: row.home,
    permissions: row.permissions,
    usesSeat: row.uses_seat,
    seatsMax: row.seats_max,
    reservedSeats: row.reserved_seats,
    stationRequired: row.station_required,
    connectedIsActive: row.connected_is_active,
    schedule: row.schedule_id,
  };
}

/** In the order of the closed list, each once: two roles that permit the same read the same. */
export function inOrder(wanted: readonly Permission[]): Permission[] {
  return grantable.filter((permission) => wanted.includes(permission));
}

const columns = {
  name: 'name',
  home: 'home',
  permissions: 'permissions',
  usesSeat: 'uses_seat',
  seatsMax: 'seats_max',
  reservedSeats: 'reserved_seats',
  stationRequired: 'station_required',
  connectedIsActive: 'connected_is_active',
  schedule: 'schedule_id',
} as const satisfies Record<keyof RoleFields, keyof RoleChange>;

// Object.keys merely widens the names of the table to string.
const fieldNames = Object.keys(columns) as (keyof RoleFields)[];

/** The fields in which `wanted` differs from `current`, as they were, as they are to be, and as columns. */
export function difference(
  current: Role,
  wanted: Partial<RoleFields>,
): { before: Record<string, unknown>; after: Record<string, unknown>; columns: RoleChange } {
  const changed = fieldNames.filter(
    (name) => wanted[name] !== undefined && JSON.stringify(wanted[name]) !== JSON.stringify(current[name]),
  );
  return {
    before: Object.fromEntries(changed.map((name) => [name, current[name]])),
    after: Object.fromEntries(changed.map((name) => [name, wanted[name]])),
    // Each column has the type of the field that the table puts beside it.
    columns: Object.fromEntries(changed.map((name) => [columns[name], wanted[name]])) as RoleChange,
  };
}
