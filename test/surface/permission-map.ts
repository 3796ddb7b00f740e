// Which permission each endpoint asks for, found by calling with some of them: what the doors do is what is told, whatever
// anybody meant. Whoever has more may do more, so what all others together are enough for needs none of these: they are tried in
// halves. Keys reach everybody; who reaches their teams only is somebody who supervises one.
import { sql } from 'kysely';
import { createApiKey } from '../../server/api-keys/api-keys.ts';
import { commandLineCaller, type Permission, permissions } from '../../server/kernel/caller.ts';
import { operatorsTenantId } from '../../server/tenants/tenants.ts';
import { goodPassword } from '../support/app.ts';
import { rows } from '../support/attack.ts';
import type { Browser } from '../support/browser.ts';
import { type Endpoint, expectationOf, readEndpoints } from './endpoints.ts';
import { Target } from './targets.ts';
import { makeWorld, type World } from './world.ts';

export interface Enough {
  /** All of them; most often it is one. */
  readonly permissions: readonly Permission[];
  /** Only beside `users:read`, or `team:read` where it is for one's teams. */
  readonly besideRead: boolean;
}

/** Endpoint, as in `GET /api/v1/users/{id}`, → what is enough, each by itself. */
export type PermissionMap = ReadonlyMap<string, readonly Enough[]>;

/** Endpoints measured at once, each on a thing of its own. */
const lanes = 6;

/** Endpoints for those who are more than signed in. */
export function guardedEndpoints(): Endpoint[] {
  return readEndpoints().filter((endpoint) => !endpoint.open && expectationOf(endpoint).restricted);
}

/** Whether this caller gets as far as the thing itself. Hidden is refused, too. */
async function isIn(browser: Browser, endpoint: Endpoint, path: string, mayBeAway = true): Promise<boolean> {
  const { body, status: expected } = expectationOf(endpoint);
  const { status, text } = await browser.json(endpoint.method, path, body);
  if (status >= 500) throw new Error(`${endpoint.name}: ${text}`);
  return status !== 401 && status !== 403 && (status !== 404 || (mayBeAway && expected === 404));
}

/** A program that holds whatever it is tried with. */
class Program {
  readonly #world: World;
  readonly #browser: Browser;
  readonly #id: string;

  constructor(world: World, browser: Browser, id: string) {
    this.#world = world;
    this.#browser = browser;
    this.#id = id;
  }

  static async make(world: World, host: 'organization' | 'operators'): Promise<Program> {
    const isOperators = host === 'operators';
    const caller = commandLineCaller(isOperators ? operatorsTenantId : world.north.id);
    const { database } = world.app.app.house;
    const { key, id } = await createApiKey(database, caller, { name: 'tried', permissions: [] });
    const slug = isOperators ? '' : 'north';
    return new Program(world, world.app.browser(slug, { authorization: `Bearer ${key}` }), id);
  }

  /** Whether it gets in with these and no others. */
  async isInWith(endpoint: Endpoint, target: Target, held: readonly Permission[], mayBeAway = true): Promise<boolean> {
    await rows(this.#world.app, sql`UPDATE api_keys SET permissions = ${held}::text[] WHERE id = ${this.#id}`);
    const inside = await isIn(this.#browser, endpoint, await target.path(this.#id), mayBeAway);
    if (inside) await target.used();
    return inside;
  }
}

type IsIn = (held: readonly Permission[], mayBeAway?: boolean) => Promise<boolean>;

/** Two parts to try apart: what is likely to matter and the rest, else halves. */
function partsOf(candidates: readonly Permission[], likely: ReadonlySet<Permission>): [Permission[], Permission[]] {
  const first = candidates.filter((one) => likely.has(one));
  if (first.length > 0 && first.length < candidates.length)
    return [first, candidates.filter((one) => !likely.has(one))];
  const half = candidates.length >> 1;
  return [candidates.slice(0, half), candidates.slice(half)];
}

/** Those of the candidates each of which is enough beside `base`. */
async function alone(
  isInWith: IsIn,
  candidates: readonly Permission[],
  base: readonly Permission[],
): Promise<Permission[]> {
  const [only, ...others] = candidates;
  if (only === undefined) return [];
  // Whoever supervises nobody is told that there is no such thing, and that is no answer.
  const mayBeAway = others.length > 0 || !only.startsWith('team:');
  if (!(await isInWith([...base, ...candidates], mayBeAway))) return [];
  if (others.length === 0) return [only];
  const [first, second] = partsOf(candidates, new Set());
  return [...(await alone(isInWith, first, base)), ...(await alone(isInWith, second, base))];
}

/** Those of the candidates without which nobody gets in, whatever else they have. */
async function needed(
  isInWith: IsIn,
  candidates: readonly Permission[],
  likely: ReadonlySet<Permission>,
): Promise<Permission[]> {
  if (await isInWith(permissions.filter((one) => !candidates.includes(one)))) return [];
  if (candidates.length === 1) return [...candidates];
  const [first, second] = partsOf(candidates, likely);
  const found = [...(await needed(isInWith, first, likely)), ...(await needed(isInWith, second, likely))];
  return permissions.filter((one) => found.includes(one));
}

/** What is enough for a program. Empty where nobody gets in by permissions, or everybody does. */
async function asProgram(isInWith: IsIn, likely: ReadonlySet<Permission>): Promise<Enough[]> {
  const all = await needed(isInWith, permissions, likely);
  if (await isInWith(all)) {
    if (all.length === 0) return [];
    const others = all.filter((one) => one !== 'users:read');
    const besideRead = all.length === 2 && others.length === 1;
    return [{ permissions: besideRead ? others : all, besideRead }];
  }
  // There are several ways.
  const first = await alone(isInWith, permissions, []);
  const more = permissions.filter((one) => one !== 'users:read' && !first.includes(one));
  const beside = first.includes('users:read') ? [] : await alone(isInWith, more, ['users:read']);
  return [
    ...first.map((permission) => ({ permissions: [permission], besideRead: false })),
    ...beside.map((permission) => ({ permissions: [permission], besideRead: true })),
  ];
}

/** Those who supervise a team: by the one permission each has besides seeing it, one who has nothing more, and one with all. */
interface Supervisors {
  readonly none: Browser;
  readonly all: Browser;
  readonly each: ReadonlyMap<Permission, Browser>;
}

async function makeSupervisors(world: World, team: string): Promise<Supervisors> {
  const { app, north, nadia } = world;
  const supervisor = async (key: string, held: readonly Permission[]): Promise<Browser> => {
    const role = { key, name: key, permissions: ['team:read', ...held] };
    const made = await nadia.json('POST', '/api/v1/roles', role);
    if (made.status !== 201) throw new Error(made.text);
    const { id } = await app.user(north, key, { role: key });
    await nadia.json('PUT', `/api/v1/teams/${team}/members`, { users: [id], supervises: true });
    const browser = app.browser('north');
    await browser.signIn(key, goodPassword);
    return browser;
  };
  const powers = permissions.filter((one) => one.startsWith('team:') && one !== 'team:read');
  const each = powers.map(async (one) => [one, await supervisor(one.replaceAll(/[:_]/g, '-'), [one])] as const);
  return {
    none: await supervisor('none', []),
    all: await supervisor('all-powers', powers),
    each: new Map(await Promise.all(each)),
  };
}

/** What is enough for who supervises the team of the target. */
async function asSupervisor(endpoint: Endpoint, target: Target, { none, all, each }: Supervisors): Promise<Enough[]> {
  const isInAs = async (browser: Browser): Promise<boolean> => {
    const inside = await isIn(browser, endpoint, await target.path(null));
    if (inside) await target.used();
    return inside;
  };
  if (await isInAs(none)) return [{ permissions: ['team:read'], besideRead: false }];
  if (!(await isInAs(all))) return [];
  const found: Enough[] = [];
  for (const [permission, browser] of each)
    if (await isInAs(browser)) found.push({ permissions: [permission], besideRead: true });
  return found;
}

class Measurement {
  readonly #world: World;
  readonly #team: string;
  readonly #supervisors: Supervisors;
  /** By the first part of the path. */
  readonly #likely = new Map<string, Set<Permission>>();

  constructor(world: World, team: string, supervisors: Supervisors) {
    this.#world = world;
    this.#team = team;
    this.#supervisors = supervisors;
  }

  async of(endpoint: Endpoint, program: Program): Promise<readonly Enough[]> {
    const target = new Target(this.#world, this.#team, endpoint);
    const isInWith: IsIn = (held, mayBeAway) => program.isInWith(endpoint, target, held, mayBeAway);
    const likely = this.#likelyFor(endpoint);
    const found = await asProgram(isInWith, likely);
    const known = new Set(found.flatMap((one) => one.permissions));
    if (expectationOf(endpoint).host === 'organization') {
      const supervising = await asSupervisor(endpoint, target, this.#supervisors);
      found.push(...supervising.filter((one) => !one.permissions.every((permission) => known.has(permission))));
    }
    for (const permission of known) likely.add(permission);
    return found;
  }

  /** What its neighbours asked for. */
  #likelyFor({ path }: Endpoint): Set<Permission> {
    const [, , , area = ''] = path.split('/');
    const known = this.#likely.get(area) ?? new Set();
    this.#likely.set(area, known);
    return known;
  }
}

/** Those that are in each other's way, one after another: operators act on one organisation, and few files wait at a time. */
function groupOf({ name, path }: Endpoint): string {
  if (path.includes('/users/import')) return 'imports';
  return /\/(organizations|installation)/.test(path) ? 'operators' : name;
}

async function measured(world: World): Promise<PermissionMap> {
  const name = 'Measured';
  const team = (await world.nadia.json('POST', '/api/v1/teams', { name })).json<{ id: string }>().id;
  const measurement = new Measurement(world, name, await makeSupervisors(world, team));
  const operators = await Program.make(world, 'operators');
  const endpoints = guardedEndpoints();
  const found = new Map<string, readonly Enough[]>();
  // The longest first.
  const groups = [...Map.groupBy(endpoints, groupOf).values()].sort((one, other) => one.length - other.length);
  async function lane(): Promise<void> {
    const program = await Program.make(world, 'organization');
    for (let group = groups.pop(); group !== undefined; group = groups.pop())
      for (const endpoint of group) {
        const caller = expectationOf(endpoint).host === 'operators' ? operators : program;
        found.set(endpoint.name, await measurement.of(endpoint, caller));
      }
  }
  await Promise.all(Array.from({ length: lanes }, lane));
  return new Map(endpoints.map((endpoint) => [endpoint.name, found.get(endpoint.name) ?? []]));
}

/** Calls every guarded endpoint with permissions enough to tell. Makes a server for it. */
export async function permissionMap(): Promise<PermissionMap> {
  const world = await makeWorld();
  try {
    return await measured(world);
  } finally {
    await world.app.close();
  }
}
