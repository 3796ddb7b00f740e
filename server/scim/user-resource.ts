/** A user as SCIM shows them (RFC 7643 section 4.1). Pure. */
import type { ScimUserRow } from './store-users.ts';
import { type UserDraft, userSchema, usherSchema } from './user-draft.ts';

export interface Resource extends Record<string, unknown> {
  readonly id: string;
  readonly schemas: readonly string[];
  readonly meta: { readonly location: string } & Readonly<Record<string, unknown>>;
}

/** Entity tag of a user: the revision that the API's `If-Match` knows too. */
export function userVersion(row: Pick<ScimUserRow, 'revision'>): string {
  return `W/"${row.revision}"`;
}

/** @param base URL of `/scim/v2` on the host that was asked */
export function userResource(row: ScimUserRow, base: string): Resource {
  const formatted = `${row.first_name} ${row.last_name}`.trim();
  return {
    schemas: row.extension === null ? [userSchema] : [userSchema, usherSchema],
    id: row.id,
    ...(row.external_id === null ? {} : { externalId: row.external_id }),
    userName: row.username,
    ...(formatted === ''
      ? {}
      : {
          name: {
            formatted,
            ...(row.first_name === '' ? {} : { givenName: row.first_name }),
            ...(row.last_name === '' ? {} : { familyName: row.last_name }),
          },
        }),
    displayName: formatted || row.username,
    active: !row.disabled,
    ...(row.email === null ? {} : { emails: [{ value: row.email, type: 'work', primary: true }] }),
    ...(row.number === null ? {} : { phoneNumbers: [{ value: row.number, type: 'work', primary: true }] }),
    ...(row.locale === null ? {} : { preferredLanguage: row.locale }),
    roles: [{ value: row.role, display: row.role_name, primary: true }],
    ...(row.teams.length === 0
      ? {}
      : {
          groups: row.teams.map(({ id, name }) => ({
            value: id,
            display: name,
            type: 'direct',
            $ref: `${base}/Groups/${id}`,
          })),
        }),
    ...(row.extension === null ? {} : { [usherSchema]: { extension: row.extension } }),
    meta: {
      resourceType: 'User',
      created: row.created_at.toISOString(),
      lastModified: row.updated_at.toISOString(),
      location: `${base}/Users/${row.id}`,
      version: userVersion(row),
    },
  };
}

/** The user as they are, to be written on. */
export function draftOf(row: ScimUserRow): UserDraft {
  return {
    userName: row.username,
    externalId: row.external_id,
    givenName: row.first_name,
    familyName: row.last_name,
    email: row.email,
    phone: row.number,
    language: row.locale,
    extension: row.extension,
    active: !row.disabled,
    role: row.role,
    password: null,
  };
}
