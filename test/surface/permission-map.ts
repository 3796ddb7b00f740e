// Which permission each endpoint asks for, found by calling with each single one: what the doors do is what is told, whatever
// anybody meant. Keys reach everybody; who reaches their teams only is somebody who supervises one.
import { sql } from 'kysely';
import { createApiKey } from '../../server/api-keys/api-keys.ts';
import { commandLineCaller, type Permission, permissions } from '../../server/kernel/caller.ts';
import type { SessionId } from '../../server/kernel/ids.ts';
import { operatorsTenantId, type Tenant } from '../../server/tenants/tenants.ts';
import { goodPassword, type TestApp } from '../support/app.ts';
import { rows } from '../support/attack.ts';
import type { Browser } from '../support/browser.ts';
import { openSession, tabOf } from '../support/seats.ts';
import { type Endpoint, expectationOf, pathWith, readEndpoints } from './endpoints.ts';
import { makeWorld, type World } from './world.ts';

export interface Enough {
  /** All of them; most often it is one. */
  readonly permissions: readonly Permission[];
  /** Only beside `users:read`, or `team:read` where it is for one's teams. */
  readonly besideRead: boolean;
}

/** Endpoint, as in `GET /api/v1/users/{id}`, → what is enough, each by itself. */
export type PermissionMap = ReadonlyMap<string, readonly Enough[]>;

/** Calls at once; they are refused, but for one or two of each endpoint. */
const parallel = 8;

/** Endpoints for those who are more than signed in. */
export function guardedEndpoints(): Endpoint[] {
  return readEndpoints().filter((endpoint) => !endpoint.open && expectationOf(endpoint).restricted);
}

/** Somebody of the team to act on, and a tab of theirs: anew whenever an act may have changed them. */
async function makeTarget(world: World, team: string): Promise<{ user: string; connection: string }> {
  const { app, north } = world;
  const name = `target-${crypto.randomUUID()}`;
  const { id } = await app.user(north, name, { teams: [team] });
  const session = await app.app.house.database.withTenant(north.id, (tx) =>
    // The branding: the id of a user who was made right here.
    openSession(tx, north, id as Parameters<typeof openSession>[2]),
  );
  return { user: id, connection: await tabOfSession(app, north, session) };
}

async function tabOfSession(app: TestApp, tenant: Tenant, session: SessionId): Promise<string> {
  await tabOf(app, tenant, session);
  const [row] = await rows<{ id: string }>(app, sql`SELECT id FROM connections WHERE session_id = ${session}`);
  return row?.id ?? '';
}

class Prober {
  readonly #world: World;
  readonly #team: string;
  #target = { user: '', connection: '' };

  constructor(world: World, team: string) {
    this.#world = world;
    this.#team = team;
  }

  async renew(): Promise<void> {
    this.#target = await makeTarget(this.#world, this.#team);
  }

  #pathOf(endpoint: Endpoint): string {
    const { id, host } = expectationOf(endpoint);
    if (host === 'operators') return pathWith(endpoint, 'south');
    if (endpoint.path.includes('/connections/{id}')) return pathWith(endpoint, this.#target.connection);
    if (id === 'user' || id === 'spareUser') return pathWith(endpoint, this.#target.user);
    return pathWith(endpoint, id === undefined ? 'none' : this.#world.ids[id]);
  }

  /** Whether this caller gets as far as the thing itself. Hidden is refused, too. */
  async isIn(browser: Browser, endpoint: Endpoint, mayBeAway = true): Promise<boolean> {
    const { body, status: expected } = expectationOf(endpoint);
    const { status, text } = await browser.json(endpoint.method, this.#pathOf(endpoint), body);
    if (status >= 500) throw new Error(`${endpoint.name}: ${text}`);
    return status !== 401 && status !== 403 && (status !== 404 || (mayBeAway && expected === 404));
  }

  /** Those of the callers who get in though the one with less does not. */
  async whoIsIn(
    endpoint: Endpoint,
    less: Browser,
    callers: ReadonlyMap<Permission, Browser>,
    supervising = false,
  ): Promise<readonly Permission[]> {
    if (await this.isIn(less, endpoint)) {
      await this.renew();
      return [];
    }
    const found: Permission[] = [];
    const all = [...callers];
    for (let start = 0; start < all.length; start += parallel) {
      const some = all.slice(start, start + parallel);
      // Whoever supervises nobody is told that there is no such thing, and that is no answer.
      const inside = await Promise.all(
        some.map(([one, browser]) => this.isIn(browser, endpoint, supervising || !one.startsWith('team:'))),
      );
      if (inside.includes(true)) await this.renew();
      found.push(...some.filter((_, index) => inside[index] === true).map(([permission]) => permission));
    }
    return found;
  }

  /** Where no single one is enough: those without which nobody gets in, whatever else they have. */
  async allNeeded(endpoint: Endpoint, callers: ReadonlyMap<Permission, Browser>): Promise<readonly Permission[]> {
    const needed: Permission[] = [];
    for (const [permission, browser] of callers) if (!(await this.isIn(browser, endpoint))) needed.push(permission);
    // One at most gets in, whatever they lack: what was there is gone after the first call, and nothing can be told.
    return needed.length >= callers.size - 1 ? [] : needed;
  }
}

type Callers = ReadonlyMap<Permission, Browser>;

async function program(world: World, slug: string, name: string, held: readonly Permission[]): Promise<Browser> {
  const caller = commandLineCaller(slug === '' ? operatorsTenantId : world.north.id);
  const { key } = await createApiKey(world.app.app.house.database, caller, { name, permissions: [...new Set(held)] });
  return world.app.browser(slug, { authorization: `Bearer ${key}` });
}

/** A program for each permission, and one with nothing but what comes with all of them. */
async function programs(world: World, slug: string, held: readonly Permission[]): Promise<[Browser, Callers]> {
  const callers = new Map<Permission, Browser>();
  for (const permission of permissions)
    callers.set(permission, await program(world, slug, permission, [...held, permission]));
  return [await program(world, slug, 'nothing', held), callers];
}

/** A supervisor of the team for each permission that reaches teams, and one who may only see them. */
async function supervisors(world: World, team: string): Promise<[Browser, Callers]> {
  const { app, north, nadia } = world;
  const supervisor = async (permission: Permission): Promise<Browser> => {
    const key = permission.replaceAll(/[:_]/g, '-');
    const role = { key, name: permission, permissions: [...new Set(['team:read', permission])] };
    const made = await nadia.json('POST', '/api/v1/roles', role);
    if (made.status !== 201) throw new Error(made.text);
    const { id } = await app.user(north, key, { role: key });
    await nadia.json('PUT', `/api/v1/teams/${team}/members`, { users: [id], supervises: true });
    const browser = app.browser('north');
    await browser.signIn(key, goodPassword);
    return browser;
  };
  const callers = new Map<Permission, Browser>();
  for (const permission of permissions)
    if (permission.startsWith('team:') && permission !== 'team:read')
      callers.set(permission, await supervisor(permission));
  return [await supervisor('team:read'), callers];
}

interface Beside {
  readonly everyone: [Browser, Callers];
  readonly supervisors: [Browser, Callers];
}

async function besideRead(
  prober: Prober,
  endpoint: Endpoint,
  { everyone, supervisors: some }: Beside,
): Promise<Enough[]> {
  const found = [
    ...(await prober.whoIsIn(endpoint, ...everyone)),
    ...(await prober.whoIsIn(endpoint, ...some, true)),
  ].map((permission) => ({ permissions: [permission], besideRead: true }));
  const readIsEnough = await prober.isIn(some[0], endpoint);
  return readIsEnough ? [...found, { permissions: ['team:read'], besideRead: false }] : found;
}

/** A program for each permission that has everything else. */
async function lackingOne(world: World): Promise<Callers> {
  const callers = new Map<Permission, Browser>();
  for (const permission of permissions) {
    const others = permissions.filter((one) => one !== permission);
    callers.set(permission, await program(world, 'north', `all but ${permission}`, others));
  }
  return callers;
}

async function measured(world: World): Promise<PermissionMap> {
  const name = 'Measured';
  const team = (await world.nadia.json('POST', '/api/v1/teams', { name })).json<{ id: string }>().id;
  const prober = new Prober(world, name);
  await prober.renew();
  const alone = { organization: await programs(world, 'north', []), operators: await programs(world, '', []) };
  const beside = {
    everyone: await programs(world, 'north', ['users:read']),
    supervisors: await supervisors(world, team),
  };
  let made: Promise<Callers> | null = null;
  const lacking = (): Promise<Callers> => (made ??= lackingOne(world));
  const map = new Map<string, readonly Enough[]>();
  for (const endpoint of guardedEndpoints()) {
    const { host } = expectationOf(endpoint);
    const first = await prober.whoIsIn(endpoint, ...alone[host]);
    const found: Enough[] = first.map((permission) => ({ permissions: [permission], besideRead: false }));
    for (const more of host === 'organization' ? await besideRead(prober, endpoint, beside) : [])
      if (!more.permissions.every((permission) => first.includes(permission))) found.push(more);
    if (found.length === 0)
      found.push({ permissions: await prober.allNeeded(endpoint, await lacking()), besideRead: false });
    map.set(endpoint.name, found);
  }
  return map;
}

/** Calls every guarded endpoint with every permission. Makes a server for it. */
export async function permissionMap(): Promise<PermissionMap> {
  const world = await makeWorld();
  try {
    return await measured(world);
  } finally {
    await world.app.close();
  }
}
