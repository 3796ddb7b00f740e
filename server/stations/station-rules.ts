/** Who may take which station (T1, T2). Pure: what is known of the person and the number goes in, a refusal comes out. */
import type { UserId } from '../kernel/ids.ts';
import type { RefusalCode } from '../kernel/refusal.ts';
import type { Settings } from '../tenants/setting-shapes.ts';
import { type StationMode, stationPattern } from '../users/station.ts';

export interface StationAsked {
  readonly user: UserId;
  readonly mode: StationMode;
  /** The number assigned to them. */
  readonly assigned: string | null;
  /** As typed; leading zeros count. */
  readonly station: string;
  /** What is known of that number; both null where nobody has it. */
  readonly assignedTo: UserId | null;
  readonly holder: UserId | null;
  readonly ranges: Settings['stations']['ranges'];
}

/** Numbers of as many digits, from the first to the last of a range; no range at all means any number. */
export function inRanges(station: string, ranges: StationAsked['ranges']): boolean {
  return (
    ranges.length === 0 ||
    ranges.some(({ from, to }) => station.length === from.length && from <= station && station <= to)
  );
}

/**
 * Why this person may not take this station; null when they may, as far as is known now: the statement that takes it has the
 * last word. One's own static number is right even where the ranges of dynamic ones have been drawn elsewhere since.
 */
export function judgeStation(asked: StationAsked): RefusalCode | null {
  const { user, mode, assigned, station, assignedTo, holder, ranges } = asked;
  if (!stationPattern.test(station) || mode === 'none') return 'invalid_request';
  if (mode === 'static' && station !== assigned) return 'station_not_yours';
  if (mode === 'dynamic' && assignedTo !== null && assignedTo !== user) return 'station_not_yours';
  if (mode === 'dynamic' && assignedTo === null && !inRanges(station, ranges)) return 'station_unknown';
  return holder !== null && holder !== user ? 'station_taken' : null;
}
