/**
 * Scim lets an identity provider write an organisation's users and teams (SCIM 2.0, RFC 7643 and 7644). It owns nothing but the
 * protocol: every act goes through the doors of users and teams, which authorise, audit and mail as for anybody, and so a key does
 * here what it may do and no more. It reads by statements of its own, so that a filter is always run by the database. Routes call it;
 * it opens no session, and tells no password.
 */
import { parseId, type UserId } from '../kernel/ids.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Database } from '../platform/database.ts';
import type { Answered, AnsweredList, Asked, ScimOptions } from './asked.ts';
import { createScimGroups, type ScimGroups } from './groups.ts';
import { assertSchema, objectOf } from './json.ts';
import { cursorOf, type ListQuery, readListing } from './listing.ts';
import { readPatch } from './patch.ts';
import { type ScimUserRow, scimUserFetch, scimUserPage } from './store-users.ts';
import { newDraft, newUserOf, provisionOf } from './user-change.ts';
import { type UserDraft, userNameOf, userSchema } from './user-draft.ts';
import { draftOf, userResource, userVersion } from './user-resource.ts';
import { writeBody, writeMembers, writeUser } from './user-write.ts';

/** All refuse with what the doors of users refuse with, and a scimType where the protocol has one. */
export interface Scim {
  readonly groups: ScimGroups;
  list(asked: Asked, query: ListQuery): Promise<AnsweredList>;
  get(asked: Asked, id: string): Promise<Answered>;
  create(asked: Asked, body: unknown): Promise<Answered>;
  /** @param revision as of If-Match; null = any */
  replace(asked: Asked, id: string, body: unknown, revision: number | null): Promise<Answered>;
  patch(asked: Asked, id: string, body: unknown, revision: number | null): Promise<Answered>;
  remove(asked: Asked, id: string, revision: number | null): Promise<void>;
}

function assertMayRead({ caller }: Asked): void {
  if (!caller.permissions.has('users:read')) throw refuse('not_permitted');
}

async function rowOf(database: Database, asked: Asked, id: string): Promise<ScimUserRow> {
  assertMayRead(asked);
  const user = parseId<UserId>(id);
  const { tenant } = asked;
  const row =
    user === null ? undefined : await database.withTenant(tenant.id, (tx) => scimUserFetch(tx, tenant.id, user));
  if (!row) throw refuse('not_found');
  return row;
}

function answered(row: ScimUserRow, { base }: Asked): Answered {
  return { resource: userResource(row, base), version: userVersion(row) };
}

/** Brings a user to what was written of them. Decided on the state that was read, so that nobody's change in between is lost. */
async function bring(
  { database, users }: ScimOptions,
  asked: Asked,
  id: string,
  revision: number | null,
  write: (draft: UserDraft) => void,
): Promise<Answered> {
  const row = await rowOf(database, asked, id);
  if (revision !== null && revision !== row.revision) throw refuse('precondition_failed');
  const draft = draftOf(row);
  write(draft);
  const change = provisionOf(draftOf(row), draft);
  if (change === null) return answered(row, asked);
  await users.provision(asked.tenant, asked.caller, id, change, revision);
  return answered(await rowOf(database, asked, id), asked);
}

async function create({ database, users }: ScimOptions, asked: Asked, body: unknown): Promise<Answered> {
  // Before anything is written: the answer is the user.
  assertMayRead(asked);
  const members = objectOf(body, 'The body');
  assertSchema(members, userSchema);
  const draft = newDraft();
  writeBody(draft, members);
  userNameOf(draft.userName);
  // Nobody is told the password that was made where there is nobody to mail it to.
  const { user } = await users.create(asked.tenant, asked.caller, newUserOf(draft));
  return answered(await rowOf(database, asked, user.id), asked);
}

export function createScim(options: ScimOptions): Scim {
  const { database, users } = options;
  return {
    groups: createScimGroups(options),
    async list(asked, query) {
      assertMayRead(asked);
      const listing = readListing(query);
      const page = await database.withTenant(asked.tenant.id, (tx) => scimUserPage(tx, asked.tenant.id, listing));
      const last = page.rows.at(-1);
      return {
        resources: page.rows.map((row) => userResource(row, asked.base)),
        total: page.total,
        startIndex: listing.cursor === null ? listing.startIndex : null,
        nextCursor: listing.cursor !== null && page.more && last ? cursorOf(last.id) : null,
      };
    },
    get: async (asked, id) => answered(await rowOf(database, asked, id), asked),
    create: (asked, body) => create(options, asked, body),
    replace(asked, id, body, revision) {
      const members = objectOf(body, 'The body');
      assertSchema(members, userSchema);
      userNameOf(members.get('username'));
      return bring(options, asked, id, revision, (draft) => writeBody(draft, members));
    },
    patch(asked, id, body, revision) {
      const operations = readPatch(body);
      return bring(options, asked, id, revision, (draft) => {
        for (const { path, verb, value } of operations)
          if (path === null) writeMembers(draft, verb, value);
          else writeUser(draft, path, verb, value);
      });
    },
    remove: ({ tenant, caller }, id, revision) => users.remove(tenant, caller, id, revision),
  };
}
