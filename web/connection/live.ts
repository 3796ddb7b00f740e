/** What this page knows from its stream, and how each event changes it. Pure; it knows no clock and no React. */
import type { Events, State } from '../../sdk/protocol.ts';

/** The end that is coming, as the server warned of it. */
export interface Ending {
  readonly kind: Events['warning']['kind'];
  readonly at: string;
  readonly secondsLeft: number;
  readonly ends: boolean;
  /** Unix ms by this machine's clock, which may be wrong as long as it runs: the server said how many seconds are left. */
  readonly endsAtMs: number;
  /** Tells one warning from the next. */
  readonly number: number;
}

/** Why a station has to be entered: somebody released it, or the role demands one and none is held. */
export interface StationAsked {
  readonly why: 'released' | 'missing';
  readonly by: string | null;
  /** The number that is theirs alone. */
  readonly assigned: string | null;
}

export interface Live {
  readonly state: State;
  readonly seat: boolean | null;
  readonly station: string | null;
  /** One of each kind, the soonest first. */
  readonly endings: readonly Ending[];
  /** Warnings so far. */
  readonly warnings: number;
  /** Not acknowledged yet, oldest first. */
  readonly messages: readonly Events['message'][];
  /** A station has to be entered. */
  readonly asked: StationAsked | null;
  /** Somebody said "not now": they are not asked again before it is released once more. */
  readonly stationLater: boolean;
}

export type LiveEvent =
  | { readonly type: 'state'; readonly state: State }
  | { readonly type: 'warning'; readonly warning: Events['warning']; readonly nowMs: number }
  | { readonly type: 'warning_understood'; readonly kind: Ending['kind'] }
  | { readonly type: 'message'; readonly message: Events['message'] }
  | { readonly type: 'message_understood'; readonly id: string }
  | { readonly type: 'station'; readonly station: string | null }
  | { readonly type: 'station_released'; readonly by: string | null; readonly assigned: string | null }
  | { readonly type: 'station_later' };

/** Seconds before each end from which on it is worth a warning. */
const warnedFromSeconds: Readonly<Record<Ending['kind'], number>> = { schedule: 905, idle: 305, absolute: 305 };

/** More than anybody reads; the newest stay. */
const messagesMax = 20;

export const quiet: Live = {
  state: { name: 'connecting' },
  seat: null,
  station: null,
  endings: [],
  warnings: 0,
  messages: [],
  asked: null,
  stationLater: false,
};

/** What was released while nothing was heard, or went with the seat, is asked for as well. */
function askedOn({ asked, stationLater }: Live, { station, stationAsked }: Events['connected']): StationAsked | null {
  if (station !== null) return null;
  if (asked !== null || stationAsked === null || stationLater) return asked;
  return { why: 'missing', by: null, assigned: stationAsked.assigned };
}

function withState(live: Live, state: State): Live {
  if (state.name !== 'connected') return { ...live, state };
  // Whatever ends now, the server says so anew: hours may have been extended while nothing was heard.
  return { ...live, state, seat: state.seat, station: state.station, endings: [], asked: askedOn(live, state) };
}

function withWarning(live: Live, warning: Events['warning'], nowMs: number): Live {
  const others = live.endings.filter(({ kind }) => kind !== warning.kind);
  const { at, secondsLeft, kind } = warning;
  // An end that has moved away (overtime, or somebody is there again) is told as well, once.
  if (at === null || secondsLeft === null || secondsLeft > warnedFromSeconds[kind]) return { ...live, endings: others };
  const number = live.warnings + 1;
  const ending: Ending = { ...warning, at, secondsLeft, endsAtMs: nowMs + secondsLeft * 1000, number };
  const endings = [...others, ending].sort((one, other) => one.endsAtMs - other.endsAtMs);
  return { ...live, endings, warnings: number };
}

export function afterEvent(live: Live, event: LiveEvent): Live {
  switch (event.type) {
    case 'state':
      return withState(live, event.state);
    case 'warning':
      return withWarning(live, event.warning, event.nowMs);
    case 'warning_understood':
      return { ...live, endings: live.endings.filter(({ kind }) => kind !== event.kind) };
    case 'message':
      if (live.messages.some(({ id }) => id === event.message.id)) return live;
      return { ...live, messages: [...live.messages, event.message].slice(-messagesMax) };
    case 'message_understood':
      return { ...live, messages: live.messages.filter(({ id }) => id !== event.id) };
    case 'station':
      return { ...live, station: event.station, asked: event.station === null ? live.asked : null };
    case 'station_released': {
      const { by, assigned } = event;
      return { ...live, station: null, asked: { why: 'released', by, assigned }, stationLater: false };
    }
    case 'station_later':
      return { ...live, asked: null, stationLater: true };
  }
}
