// /scim/v2 × who calls it and with what: it is described by its own /Schemas and takes what it does not know, so the tables of the
// API's surface do not hold for it; these do.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { createApiKey } from '../../server/api-keys/api-keys.ts';
import { commandLineCaller, type Permission } from '../../server/kernel/caller.ts';
import { rows } from '../support/attack.ts';
import type { Answer, Browser } from '../support/browser.ts';
import { groupSchema, patchSchema, userSchema } from '../support/scim.ts';
import { assertScimError, type Endpoint, endpoints, patch } from './scim-endpoints.ts';
import { makeWorld, type World } from './world.ts';

interface Operation {
  readonly security?: unknown;
  readonly responses: Readonly<
    Record<
      string,
      { readonly content?: Readonly<Record<string, { readonly schema: { readonly required?: unknown } }>> }
    >
  >;
}

type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

let world: World;
before(async () => {
  world = await makeWorld();
});
after(() => world?.app.close());

function call(browser: Browser, { method, path, body }: Endpoint, id: string): Promise<Answer> {
  const headers = { 'content-type': 'application/scim+json' };
  const text = body === undefined ? null : JSON.stringify(body);
  return browser.send(method, `/scim/v2${path.replace(':id', id)}`, text, headers);
}

function ownId({ id }: Endpoint): string {
  return id === undefined ? randomUUID() : world.ids[id];
}

function program(slug: string, key: string): Browser {
  return world.app.browser(slug, { authorization: `Bearer ${key}` });
}

async function keyWith(permissions: readonly Permission[]): Promise<Browser> {
  const { database } = world.app.app.house;
  const { key } = await createApiKey(database, commandLineCaller(world.north.id), { name: 'narrow', permissions });
  return program('north', key);
}

async function nobodyMay(browser: Browser, status: number): Promise<void> {
  for (const endpoint of endpoints)
    assertScimError(await call(browser, endpoint, ownId(endpoint)), status, `${endpoint.method} ${endpoint.path}`);
}

test('M2 every route of SCIM is in the table of this test', () => {
  const mounted = world.app.app.http.routeTable
    .filter(({ method, url }) => method !== 'HEAD' && url.startsWith('/scim/'))
    .map(({ method, url }) => `${method} ${url.replace('/scim/v2', '')}`);
  const absent = /(\/Me|\/Bulk|\.search)$/;
  const tried = new Set(
    endpoints.map(({ method, path }) => `${method} ${path.replace(/(Types|Schemas)\/.*/, '$1/:id')}`),
  );
  assert.deepEqual(
    mounted.filter((name) => !tried.has(name) && !absent.test(name)),
    [],
  );
});

test('M2 every supported call of SCIM is described, with how it ends and the form in which it is refused', async () => {
  const { paths } = (await world.nadia.get('/api/openapi.json')).json<{ paths: Paths }>();
  const described = Object.entries(paths).flatMap(([path, operations]) =>
    path.startsWith('/scim/v2/') ? Object.keys(operations).map((method) => `${method} ${path}`) : [],
  );
  const supported = endpoints.filter(({ status }) => status !== 501);
  const known = supported.map(({ method, path, status }) => {
    const template = path.replace(/(Types|Schemas)\/.*/, '$1/:id').replace(':id', '{id}');
    const operation = paths[`/scim/v2${template}`]?.[method.toLowerCase()];
    assert.ok(operation?.responses[status], `${method} ${path} ends with ${status}`);
    const refused = operation.responses.default?.content?.['application/scim+json']?.schema;
    assert.deepEqual(refused?.required, ['schemas', 'status', 'detail'], path);
    assert.deepEqual(operation.security, [{ apiKey: [] }], path);
    return `${method.toLowerCase()} /scim/v2${template}`;
  });
  assert.deepEqual(described.sort(), [...new Set(known)].sort());
});

test('V8 nobody, people, keys that are none and keys of another organisation get 401 from all of SCIM', async () => {
  await nobodyMay(world.app.browser('north'), 401);
  await nobodyMay(world.nadia, 401);
  await nobodyMay(program('north', `usher_${'A'.repeat(43)}`), 401);
  await nobodyMay(program('north', world.southKey), 401);
  await nobodyMay(program('', world.northKey), 401);
});

test('V8 on the operators’ host there is no SCIM, whoever asks', async () => {
  assertScimError(await world.olga.get('/scim/v2/Users'), 404, 'olga');
});

test('V8 a key without one of the permissions that an act needs is refused with 403', async () => {
  for (const endpoint of endpoints) {
    for (const missing of endpoint.needs) {
      const browser = await keyWith(endpoint.needs.filter((one) => one !== missing));
      const answer = await call(browser, endpoint, ownId(endpoint));
      // Who may not read users sees no team but those they supervise; a key supervises none.
      const hidden = endpoint.id === 'team' && missing === 'users:read';
      assertScimError(answer, hidden ? 404 : 403, `${endpoint.method} ${endpoint.path} without ${missing}`);
    }
  }
});

test('V8 ids of another organisation, of nothing and of no form are not found', async () => {
  const south = program('south', world.southKey);
  for (const endpoint of endpoints.filter(({ id }) => id !== undefined))
    for (const id of [ownId(endpoint), randomUUID(), 'x', '__proto__', '%00', "'--"])
      assertScimError(await call(south, endpoint, id), 404, `${endpoint.method} ${endpoint.path} ${id}`);
  const members = {
    schemas: [patchSchema],
    Operations: [{ op: 'add', path: 'members', value: [{ value: world.ids.user }] }],
  };
  const made = await call(
    south,
    { method: 'POST', path: '/Groups', body: { schemas: [groupSchema], displayName: 'South' }, needs: [], status: 201 },
    '',
  );
  const team = made.json<{ id: string }>().id;
  const foreign = await call(
    south,
    { method: 'PATCH', path: '/Groups/:id', body: members, needs: [], status: 400 },
    team,
  );
  assertScimError(foreign, 400, 'a member of another organisation');
  assert.equal(foreign.json().scimType, 'invalidValue');
});

test('M3 nobody is given through SCIM what the key does not have, and nobody above it is changed', async () => {
  const weak = await keyWith([
    'users:read',
    'users:create',
    'users:update',
    'users:disable',
    'users:delete',
    'users:password:set',
  ]);
  const role = (value: string) => ({
    schemas: [userSchema],
    userName: `grab-${value}`,
    roles: [{ value, primary: true }],
  });
  const post = { method: 'POST', path: '/Users', needs: [], status: 0 };
  for (const value of ['administrator', 'supervisor'])
    assertScimError(await call(weak, { ...post, body: role(value) }, ''), 403, value);
  const unknown = await call(weak, { ...post, body: role('emperor') }, '');
  assert.equal(`${unknown.status} ${unknown.json().scimType}`, '400 invalidValue');
  const { user } = (await world.nadia.get('/api/v1/session')).json<{ user: { id: string } }>();
  const changes: readonly (readonly [string, unknown])[] = [
    ['PATCH', patch('userName', 'taken-over')],
    ['PATCH', patch('emails', [{ value: 'thief@example.com' }])],
    ['PATCH', patch('active', false)],
    ['PATCH', patch('password', 'purple lantern 44 rivers')],
    ['PUT', { schemas: [userSchema], userName: 'taken-over' }],
    ['DELETE', undefined],
  ];
  for (const [method, body] of changes)
    assertScimError(await call(weak, { method, path: '/Users/:id', body, needs: [], status: 0 }, user.id), 403, method);
  const grab = await call(
    weak,
    {
      method: 'PATCH',
      path: '/Users/:id',
      body: patch('roles[primary eq "True"].value', 'administrator'),
      needs: [],
      status: 0,
    },
    world.ids.user,
  );
  assertScimError(grab, 403, 'promote');
  assert.equal((await world.nadia.get(`/api/v1/users/${user.id}`)).json().username, 'nadia');
});

test('M2 the last administrator cannot be disabled, demoted or deleted through SCIM', async () => {
  const { user } = (await world.nadia.get('/api/v1/session')).json<{ user: { id: string } }>();
  const strong = program('north', world.northKey);
  for (const [method, body] of [
    ['PATCH', patch('active', 'False')],
    ['PATCH', patch('roles', [{ value: 'agent' }])],
    ['DELETE', undefined],
  ] as const) {
    const answer = await call(strong, { method, path: '/Users/:id', body, needs: [], status: 0 }, user.id);
    assertScimError(answer, 409, method);
    assert.equal(answer.json().code, 'last_administrator');
  }
});

test('V4 what SCIM writes is in the audit log under the name of the key, and no answer holds a password', async () => {
  const strong = program('north', world.northKey);
  const body = JSON.stringify({ schemas: [userSchema], userName: 'quiet', password: 'purple lantern 44 rivers' });
  const answer = await strong.send('POST', '/scim/v2/Users', body, { 'content-type': 'application/scim+json' });
  assert.equal(answer.status, 201, answer.text);
  assert.doesNotMatch(answer.text, /password|lantern/i);
  const [event] = await rows<{ actor_kind: string; actor_name: string }>(
    world.app,
    sql`SELECT actor_kind, actor_name FROM audit_events WHERE action = 'user.create' AND target_name = 'quiet'`,
  );
  assert.deepEqual(event, { actor_kind: 'api_key', actor_name: 'a program' });
});

test('M2 whoever has the permissions may: every endpoint answers as it should', async () => {
  for (const endpoint of endpoints) {
    const browser = await keyWith(endpoint.needs);
    const answer = await call(browser, endpoint, ownId(endpoint));
    assert.equal(
      `${endpoint.method} ${endpoint.path} ${answer.status}`,
      `${endpoint.method} ${endpoint.path} ${endpoint.status}`,
      answer.text,
    );
  }
});
