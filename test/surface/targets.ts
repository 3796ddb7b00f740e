// What an endpoint is called on: a thing of its own, made anew once an act got through to it, so that whoever is tried next finds
// it as the first one did.
import { sql } from 'kysely';
import { createApiKey } from '../../server/api-keys/api-keys.ts';
import { commandLineCaller } from '../../server/kernel/caller.ts';
import { rows } from '../support/attack.ts';
import { openSession, tabOf } from '../support/seats.ts';
import { type Endpoint, expectationOf, pathWith } from './endpoints.ts';
import type { World } from './world.ts';

/** How one is made, and which of nadia's calls removes it again; null where there may be any number. */
interface Maker {
  make(world: World, team: string): Promise<string>;
  readonly removeAt: string | null;
}

async function created(world: World, path: string, body: unknown): Promise<Record<string, unknown>> {
  const answer = await world.nadia.json('POST', path, body);
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.json();
}

/** Made by nadia, under a name that nothing else has. */
function madeAt(path: string, bodyOf: (name: string) => unknown): Maker {
  const make = async (world: World) => String((await created(world, path, bodyOf(`t${crypto.randomUUID()}`))).id);
  return { make, removeAt: path };
}

/** Somebody of the team, whose password nobody chose: to judge one takes longer than all the rest. */
const user: Maker = {
  async make({ app, north }, team) {
    const input = { username: `t-${crypto.randomUUID()}`, role: 'agent', teams: [team] };
    return (await app.app.house.users.create(north, commandLineCaller(north.id), input)).user.id;
  },
  removeAt: null,
};

/** A tab of somebody of the team. */
const connection: Maker = {
  async make(world, team) {
    const { app, north } = world;
    const id = await user.make(world, team);
    const session = await app.app.house.database.withTenant(north.id, (tx) =>
      // The branding: the id of a user who was made right here.
      openSession(tx, north, id as Parameters<typeof openSession>[2]),
    );
    await tabOf(app, north, session);
    const [row] = await rows<{ id: string }>(app, sql`SELECT id FROM connections WHERE session_id = ${session}`);
    return row?.id ?? '';
  },
  removeAt: null,
};

const importPath = '/api/v1/users/import';
const csv = { 'content-type': 'text/csv' };

/** Old ones go by themselves. */
const file: Maker = {
  async make({ nadia }) {
    const answer = await nadia.send('POST', importPath, 'username\nnobody\n', csv);
    return answer.json<{ id: string }>().id;
  },
  removeAt: null,
};

const makers: Partial<Record<keyof World['ids'], Maker>> = {
  user,
  spareUser: user,
  import: file,
  uncheckedImport: file,
  role: madeAt('/api/v1/roles', (name) => ({ key: name.slice(0, 20), name: name.slice(0, 20) })),
  team: madeAt('/api/v1/teams', (name) => ({ name })),
  schedule: madeAt('/api/v1/schedules', (name) => ({ name })),
  webhook: {
    async make(world) {
      const hook = { name: 'Target', url: 'http://127.0.0.1:9/', events: ['role.*'] };
      const { webhook } = await created(world, '/api/v1/webhooks', hook);
      return String((webhook as { id: string }).id); // its shape is the API's
    },
    removeAt: '/api/v1/webhooks',
  },
  apiKey: {
    async make({ app, north }) {
      const { database } = app.app.house;
      const made = await createApiKey(database, commandLineCaller(north.id), { name: 'target', permissions: [] });
      return made.id;
    },
    removeAt: '/api/v1/api-keys',
  },
};

/** The one thing that this endpoint is called on. */
export class Target {
  readonly #world: World;
  readonly #team: string;
  readonly #endpoint: Endpoint;
  readonly #maker: Maker | undefined;
  #id: string | null = null;

  /** @param team the name of the team that people are of */
  constructor(world: World, team: string, endpoint: Endpoint) {
    this.#world = world;
    this.#team = team;
    this.#endpoint = endpoint;
    const { id, host } = expectationOf(endpoint);
    if (endpoint.path.includes('/connections/{id}')) this.#maker = connection;
    else if (host === 'organization' && id !== undefined) this.#maker = makers[id];
  }

  /** @param caller the id of the key that will call: what is handed to whoever asked for it is theirs */
  async path(caller: string | null): Promise<string> {
    const id = await this.#current();
    if (caller !== null && this.#endpoint.path.endsWith('/import/{id}/passwords'))
      await rows(
        this.#world.app,
        sql`UPDATE imports SET actor = actor || ${JSON.stringify({ kind: 'api_key', id: caller })}::jsonb WHERE id = ${id}`,
      );
    return pathWith(this.#endpoint, id);
  }

  async #current(): Promise<string> {
    const { id, host } = expectationOf(this.#endpoint);
    if (host === 'operators') return 'south';
    if (this.#maker === undefined) return id === undefined ? 'none' : this.#world.ids[id];
    this.#id ??= await this.#maker.make(this.#world, this.#team);
    return this.#id;
  }

  /** An act got through to it. */
  async used(): Promise<void> {
    if (this.#endpoint.method === 'GET' || this.#id === null) return;
    const removeAt = this.#maker?.removeAt;
    if (removeAt) await this.#world.nadia.send('DELETE', `${removeAt}/${this.#id}`, null);
    this.#id = null;
  }
}
