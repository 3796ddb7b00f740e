/** What this process has to tell the others and is in no hurry about: gathered, and told once a second by one statement. */
import type { TenantId } from '../kernel/ids.ts';
import type { Change } from '../platform/changes.ts';
import type { Database } from '../platform/database.ts';
import { announceMany } from '../platform/notify.ts';

/** Tabs of one person whose answers are passed on in one second: more than have to answer in one, and no flood for the others. */
const pongsOfUserMax = 100;
/** In one notification, which holds 8,000 bytes. */
const pongsAtOnce = 100;

export class Tidings {
  readonly #database: Database;
  readonly #onError: (error: unknown) => void;
  readonly #moved = new Set<TenantId>();
  /** Tabs by their user. */
  readonly #pongs = new Map<string, Set<string>>();
  #telling = false;

  constructor(database: Database, onError: (error: unknown) => void) {
    this.#database = database;
    this.#onError = onError;
  }

  /** Somebody of this organisation came or went. */
  moved(tenant: TenantId): void {
    this.#moved.add(tenant);
  }

  /** A tab answered here whose stream another process holds. */
  pong(user: string, tab: string): void {
    const tabs = this.#pongs.get(user);
    if (tabs === undefined) this.#pongs.set(user, new Set([tab]));
    else if (tabs.size < pongsOfUserMax) tabs.add(tab);
  }

  /** Tells what was gathered; what could not be told of comings and goings is told the next time. */
  tell(): void {
    if (this.#telling || this.#moved.size + this.#pongs.size === 0) return;
    const moved = [...this.#moved];
    const pongs = [...this.#pongs].flatMap(([user, tabs]) => [...tabs].map((tab) => `${user}/${tab}`));
    this.#moved.clear();
    this.#pongs.clear();
    const changes: Change[] = moved.map((tenant) => ({ kind: 'connected', tenant }));
    for (let from = 0; from < pongs.length; from += pongsAtOnce)
      changes.push({ kind: 'pong', tabs: pongs.slice(from, from + pongsAtOnce) });
    this.#telling = true;
    this.#database
      .withSystem((tx) => announceMany(tx, changes))
      .catch((error: unknown) => {
        for (const tenant of moved) this.#moved.add(tenant);
        this.#onError(error);
      })
      .finally(() => {
        this.#telling = false;
      });
  }
}
