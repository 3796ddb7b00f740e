/** The values of the role form: how they begin, what is wrong with them, what they ask of the server. Pure. */
import type { Role, RoleFields } from '../../api/roles.ts';
import { text } from '../../texts/texts.ts';

export interface RoleValues extends Omit<RoleFields, 'seatsMax' | 'home'> {
  readonly key: string;
  /** A page; the empty text for an application, whose address is then in `application`. */
  readonly page: string;
  readonly application: string;
  /** The empty text: no limit. */
  readonly seatsMax: number | string;
}

const fresh: RoleFields & { readonly key: string } = {
  key: '',
  name: '',
  home: '/home',
  permissions: [],
  usesSeat: true,
  seatsMax: null,
  reservedSeats: false,
  stationRequired: false,
  connectedIsActive: true,
  schedule: null,
};

export function roleValues(role: RoleFields & { readonly key: string } = fresh): RoleValues {
  const { home, seatsMax, ...others } = role;
  const isPage = home.startsWith('/');
  return { ...others, page: isPage ? home : '', application: isPage ? '' : home, seatsMax: seatsMax ?? '' };
}

/** A key made of a name: what is typed in the second field follows the first until somebody changes it. */
export function keyOf(name: string): string {
  const plain = name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return plain
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 63);
}

export const roleValidation = {
  name: (name: string) => (name.trim() === '' ? text('role.name.missing') : null),
  key: (key: string) => (/^[a-z][a-z0-9_-]{0,62}$/.test(key) ? null : text('role.key.invalid')),
  application: (address: string, { page }: RoleValues) =>
    page !== '' || /^https?:\/\/\S+$/i.test(address.trim()) ? null : text('role.application.invalid'),
};

export function roleFieldsOf(values: RoleValues): RoleFields {
  const { key: _, page, application, seatsMax, ...others } = values;
  return {
    ...others,
    name: values.name.trim(),
    home: page === '' ? application.trim() : page,
    seatsMax: typeof seatsMax === 'number' ? seatsMax : null,
    // What cannot be had without a seat is not asked for without one.
    stationRequired: values.usesSeat && values.stationRequired,
  };
}

/** The fields in which the form differs from the role. */
export function roleDifference(role: Role, values: RoleValues): Partial<RoleFields> {
  const wanted = roleFieldsOf(values);
  // Object.entries merely widens the names of the fields to string.
  const entries = Object.entries(wanted) as [keyof RoleFields, RoleFields[keyof RoleFields]][];
  const asText = (value: unknown) => JSON.stringify(Array.isArray(value) ? value.toSorted() : value);
  return Object.fromEntries(entries.filter(([name, value]) => asText(value) !== asText(role[name])));
}
