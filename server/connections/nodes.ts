/**
 * This process among the others of the installation. It beats every few seconds for all its tabs; a process that has not for long
 * is dead, and whoever notices takes its tabs out. Only one that has itself been beating all that time may notice: after an outage
 * of the database all are silent, and none is dead. (docs/decisions/0012)
 */
import { setTimeout as delay } from 'node:timers/promises';
import { monotonicMs } from '../kernel/clock.ts';
import { type NodeId, newId } from '../kernel/ids.ts';
import type { Database, Transaction } from '../platform/database.ts';
import { announceMany } from '../platform/notify.ts';
import { postponeSeats, seatsDisconnected, sweepSeats } from '../seats/seats.ts';
import { connectionsClose } from './store.ts';
import {
  connectionListByNode,
  deadSeconds,
  houseResume,
  nodeBeat,
  nodeDelete,
  nodeInsert,
  nodeListDead,
} from './store-nodes.ts';

const beatMs = 5_000;
/** After a beat that failed. */
const retryMs = 1_000;
/** Between two beats of this process, beyond which it cannot tell who else is dead. */
const gapMs = 15_000;

export interface NodesOptions {
  readonly database: Database;
  readonly onError: (error: unknown) => void;
  /** This process was taken for dead: its tabs are not counted any more and must connect again. */
  readonly onLost: () => void;
}

export class Nodes {
  readonly #options: NodesOptions;
  readonly #stopping = new AbortController();
  #id = newId<NodeId>();
  #registered: Promise<void> | null = null;
  #running: Promise<void> | null = null;
  #lastBeatMs = Number.NEGATIVE_INFINITY;
  #steadySinceMs = 0;

  constructor(options: NodesOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** The id under which tabs are written. @throws when the database could not be reached to make it known */
  async id(): Promise<NodeId> {
    const id = this.#id;
    this.#registered ??= this.#options.database.withSystem((tx) => nodeInsert(tx, id));
    try {
      await this.#registered;
    } catch (error) {
      // Whether it was written is not known.
      this.#begin(id);
      throw error;
    }
    return id;
  }

  /** This process is not known by that id any more: it begins anew with another one. */
  forgotten(id: NodeId): void {
    if (this.#begin(id)) this.#options.onLost();
  }

  /** Once its tabs are gone. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    if (this.#running === null) return;
    await this.#running;
    await this.#options.database.withSystem((tx) => nodeDelete(tx, this.#id)).catch(() => undefined);
  }

  /** @returns false when somebody who noticed before has begun anew already */
  #begin(after: NodeId): boolean {
    if (after !== this.#id) return false;
    this.#id = newId<NodeId>();
    this.#registered = null;
    return true;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const beaten = await this.#beat().then(
        () => true,
        (error) => {
          if (!signal.aborted) this.#options.onError(error);
          return false;
        },
      );
      await delay(beaten ? beatMs : retryMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  async #beat(): Promise<void> {
    const { database } = this.#options;
    const id = await this.id();
    const { known, steady, dead } = await database.withSystem((tx) => nodeBeat(tx, id));
    const now = monotonicMs();
    if (now - this.#lastBeatMs > gapMs) this.#steadySinceMs = now;
    this.#lastBeatMs = now;
    if (!known) this.forgotten(id);
    if (!steady) await database.withSystem(resume);
    if (dead && now - this.#steadySinceMs >= deadSeconds * 1_000) await database.withSystem((tx) => bury(tx, id));
    await sweepSeats(database);
  }
}

/** Every grace that was running goes on as if the time in which the house was away had not been. */
async function resume(tx: Transaction): Promise<void> {
  const seconds = await houseResume(tx);
  if (seconds > 0) await postponeSeats(tx, seconds);
}

/** Takes out dead processes with all their tabs. */
async function bury(tx: Transaction, id: NodeId): Promise<void> {
  for (const node of await nodeListDead(tx, id)) {
    const tabs = await connectionListByNode(tx, node.id);
    if (tabs.length > 0) {
      await connectionsClose(tx, tabs, node.silent_seconds);
      await seatsDisconnected(tx, tabs);
      const tenants = new Set(tabs.map(({ tenant }) => tenant));
      await announceMany(
        tx,
        [...tenants].map((tenant) => ({ kind: 'connected', tenant })),
      );
    }
    await nodeDelete(tx, node.id);
  }
}
