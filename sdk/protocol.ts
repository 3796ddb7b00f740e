/** What the server says on a tab's stream, and where a connection can stand (docs/connections.md). */

/** A tab that is open: in which browser, from which address, since when (RFC 3339). */
export interface OpenTab {
  readonly id: string;
  readonly browser: string;
  readonly address: string;
  readonly since: string;
  /** Of this browser. */
  readonly current: boolean;
}

/** What the stream says, by name. Instants are RFC 3339. */
export interface Events {
  connected: {
    readonly connection: string;
    /** The person's id: in a shared browser it may be somebody else by now. */
    readonly user: string;
    readonly tabs: number;
    readonly limit: number;
    /** Seconds of silence after which the session ends; null while a live tab counts as activity. */
    readonly idleSeconds: number | null;
    readonly seat: boolean;
    readonly station: string | null;
    /** Not null: their role demands a station and they have none; ask for one. `assigned`: the number that is theirs alone. */
    readonly stationAsked: { readonly assigned: string | null } | null;
  };
  /** The session ends soon (or, with `ends` false, the person's hours do, and they may go on). */
  warning: {
    readonly kind: 'schedule' | 'idle' | 'absolute';
    /** Null: the end that was warned of is off, because hours were extended or somebody moved. */
    readonly at: string | null;
    readonly secondsLeft: number | null;
    readonly ends: boolean;
  };
  message: { readonly id: string; readonly text: string; readonly from: string; readonly at: string };
  station: { readonly station: string | null };
  station_released: { readonly by: string | null; readonly assigned: string | null };
  seat_lost: object;
  changed: { readonly what: string };
}

/** Where the connection stands. The last four do not reconnect by themselves. */
export type State =
  | { readonly name: 'connecting' }
  | ({ readonly name: 'connected' } & Events['connected'])
  /** `since` in Unix ms: lost then, and trying again. */
  | { readonly name: 'reconnecting'; readonly since: number }
  /** As many tabs as allowed are open already (`connection_limit`); tries again every few seconds. */
  | { readonly name: 'limit'; readonly connections: readonly OpenTab[] }
  /** All seats are taken (`user_limit_reached`); tries again every few seconds. */
  | { readonly name: 'full' }
  /** This tab is connected from another window. */
  | { readonly name: 'superseded' }
  | { readonly name: 'disconnected'; readonly by: string | null }
  /** `reason`: how the session ended, or the refusal's code; `detail`: what else the server said about it. */
  | { readonly name: 'signed_out'; readonly reason: string; readonly detail: Readonly<Record<string, unknown>> }
  | { readonly name: 'closed' };
