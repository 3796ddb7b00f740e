/** From what was written to what the door of users is asked: only what is different, so that nothing else needs a permission. Pure. */
import type { NewUser, UserPatch, UserProvision } from '../users/users.ts';
import { defaultRole, type UserDraft } from './user-draft.ts';

/** A user nobody has written anything of yet. */
export function newDraft(): UserDraft {
  return {
    userName: '',
    externalId: null,
    givenName: '',
    familyName: '',
    email: null,
    phone: null,
    language: null,
    extension: null,
    active: true,
    role: defaultRole,
    password: null,
  };
}

export function newUserOf(draft: UserDraft): NewUser {
  return {
    username: draft.userName,
    email: draft.email,
    firstName: draft.givenName,
    lastName: draft.familyName,
    role: draft.role,
    locale: draft.language,
    extension: draft.extension,
    number: draft.phone,
    externalId: draft.externalId,
    disabled: !draft.active,
    ...(draft.password === null ? {} : { password: draft.password }),
  };
}

/** The fields of `UserPatch` by the attribute that they come from. */
const fields = [
  ['userName', 'username'],
  ['externalId', 'externalId'],
  ['givenName', 'firstName'],
  ['familyName', 'lastName'],
  ['email', 'email'],
  ['phone', 'number'],
  ['language', 'locale'],
  ['extension', 'extension'],
  ['role', 'role'],
] as const satisfies readonly (readonly [keyof UserDraft, keyof UserPatch])[];

/** What has to be done to come from the one to the other; null when nothing has. */
export function provisionOf(before: UserDraft, after: UserDraft): UserProvision | null {
  const changed = fields.filter(([attribute]) => before[attribute] !== after[attribute]);
  const patch: UserPatch = Object.fromEntries(changed.map(([attribute, field]) => [field, after[attribute]]));
  const password = after.password;
  if (changed.length === 0 && before.active === after.active && password === null) return null;
  return {
    patch,
    ...(before.active === after.active ? {} : { disabled: !after.active }),
    ...(password === null ? {} : { password }),
  };
}
