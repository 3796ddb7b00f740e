/** The values of the form about one person: how they begin, what is wrong with them, what they ask of the server. Pure. */
import type { User, UserChange, UserNew } from '../../api/users.ts';
import { text } from '../../texts/texts.ts';
import { emailFault } from '../../ui/email.ts';

export interface PersonValues {
  readonly username: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly extension: string;
  readonly role: string;
  /** Names. */
  readonly teams: string[];
  readonly status: User['status'];
  readonly stationMode: User['station']['mode'];
  readonly stationNumber: string;
  readonly schedule: string | null;
  /** '' where the organisation's or the browser's counts. */
  readonly locale: string;
}

export function personValues(user: User): PersonValues {
  return {
    username: user.username,
    firstName: user.firstName,
    lastName: user.lastName,
    email: user.email ?? '',
    extension: user.extension ?? '',
    role: user.role,
    teams: [...user.teams],
    status: user.status,
    stationMode: user.station.mode,
    stationNumber: user.station.id ?? '',
    schedule: user.schedule,
    locale: user.locale ?? '',
  };
}

const digits = /^\d{1,10}$/;

/** How the form for a new person begins. */
export const newPersonValues: PersonValues = {
  username: '',
  firstName: '',
  lastName: '',
  email: '',
  extension: '',
  role: 'agent',
  teams: [],
  status: 'active',
  stationMode: 'dynamic',
  stationNumber: '',
  schedule: null,
  locale: '',
};

const missing = (key: 'firstName' | 'lastName') => (value: string) =>
  value.trim() === '' ? text(`user.${key}.missing`) : null;

export const personValidation = {
  username: (username: string) => (username.trim() === '' ? text('user.username.missing') : null),
  email: emailFault,
  extension: (extension: string) =>
    extension.trim() === '' || digits.test(extension.trim()) ? null : text('person.extension.wrong'),
  stationNumber: (number: string, { stationMode }: PersonValues) =>
    stationMode !== 'static' || digits.test(number.trim()) ? null : text('stations.station.wrong'),
};

function stationOf({ stationMode: mode, stationNumber }: PersonValues): NonNullable<UserChange['station']> {
  return mode === 'static' ? { mode, id: stationNumber.trim() } : { mode };
}

/** What differs from the user: the rest is nobody's business of this form. */
export function personDifference(user: User, values: PersonValues): UserChange {
  const before = personValues(user);
  const trimmed = (name: 'username' | 'firstName' | 'lastName') =>
    values[name].trim() === before[name] ? {} : { [name]: values[name].trim() };
  const nullable = (name: 'email' | 'extension') =>
    values[name].trim() === before[name] ? {} : { [name]: values[name].trim() || null };
  const sameStation = JSON.stringify(stationOf(values)) === JSON.stringify(stationOf(before));
  const sameTeams = values.teams.toSorted().join('\n') === before.teams.toSorted().join('\n');
  return {
    ...trimmed('username'),
    ...trimmed('firstName'),
    ...trimmed('lastName'),
    ...nullable('email'),
    ...nullable('extension'),
    ...(values.role === before.role ? {} : { role: values.role }),
    ...(sameTeams ? {} : { teams: values.teams }),
    ...(values.status === before.status ? {} : { status: values.status }),
    ...(sameStation ? {} : { station: stationOf(values) }),
    ...(values.schedule === before.schedule ? {} : { schedule: values.schedule }),
    ...(values.locale === before.locale ? {} : { locale: values.locale || null }),
  };
}

export const newPersonValidation = {
  ...personValidation,
  firstName: missing('firstName'),
  lastName: missing('lastName'),
};

/** What the server is asked for; what stays as it begins is left to its defaults. */
export function newPersonOf(values: PersonValues): UserNew {
  const email = values.email.trim();
  const extension = values.extension.trim();
  return {
    username: values.username.trim(),
    firstName: values.firstName.trim(),
    lastName: values.lastName.trim(),
    role: values.role,
    ...(email === '' ? {} : { email }),
    ...(extension === '' ? {} : { extension }),
    ...(values.teams.length === 0 ? {} : { teams: values.teams }),
    ...(values.stationMode === 'dynamic' ? {} : { station: stationOf(values) }),
    ...(values.schedule === null ? {} : { schedule: values.schedule }),
    ...(values.locale === '' ? {} : { locale: values.locale }),
  };
}
