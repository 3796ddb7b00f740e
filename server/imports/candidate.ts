/** One line as somebody who could be made: its shape judged, and why it is refused, in a sentence. Pure; for both ways of importing. */
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { type Refusal, refuse } from '../kernel/refusal.ts';
import { refusalText } from '../texts/texts.ts';
import type { Recruit } from '../users/create-many.ts';
import { Email, Extension, Locale, PersonName, RoleKey, StationNumber, TeamNames, Username } from '../users/fields.ts';
import { identifiersOf } from '../users/foresee.ts';
import type { StationChoice } from '../users/station.ts';
import { stateOf } from './fields.ts';

/** A line that is not blank. Either what it says (its shape not judged yet), or why it says nothing. */
export interface FileLine {
  /** As an editor counts, from 1; of a record over several lines the last. */
  readonly line: number;
  readonly value: Readonly<Record<string, unknown>>;
  readonly fault?: string;
}

/** A line on its way: `refusal` is set at the first step that refuses it. */
export interface Candidate {
  readonly line: number;
  /** Null when the line does not say one. */
  readonly username: string | null;
  readonly input: Recruit | null;
  refusal: Refusal | null;
}

/** What names in a file mean in the organisation; by name in lower case. */
export interface Names {
  /** Keys of roles by key and by name. */
  readonly roles: ReadonlyMap<string, string>;
  /** Ids of schedules. */
  readonly schedules: ReadonlyMap<string, string>;
}

const ImportedUser = Type.Object(
  {
    username: Username,
    email: Type.Optional(Email),
    firstName: Type.Optional(PersonName),
    lastName: Type.Optional(PersonName),
    role: Type.Optional(RoleKey),
    teams: Type.Optional(Type.Union([Type.String({ maxLength: 6_000 }), TeamNames])),
    schedule: Type.Optional(Type.String({ maxLength: 100 })),
    extension: Type.Optional(Extension),
    station: Type.Optional(Type.Union([StationNumber, Type.Literal('none')])),
    locale: Type.Optional(Locale),
    status: Type.Optional(Type.String({ maxLength: 40 })),
  },
  { additionalProperties: false },
);
const userCheck = Compile(ImportedUser);
const teamNamesCheck = Compile(TeamNames);

function refuseField(field: string, message: string): Refusal {
  return refuse('invalid_request', { violations: [{ path: `/${field}`, message }] });
}

/** A number is theirs alone; without one they choose each time. */
function stationOf(cell: string): StationChoice {
  return cell === 'none' ? { mode: 'none' } : { mode: 'static', id: cell };
}

/** Several names in one cell stand between | or ;. */
function teamsOf(cell: string | readonly string[]): string[] {
  const names = typeof cell === 'string' ? cell.split(/[|;]/) : cell;
  return names.map((name) => name.trim()).filter((name) => name !== '');
}

type Shaped = Pick<Candidate, 'input' | 'refusal'>;

function shaped(value: Readonly<Record<string, unknown>>, names: Names): Shaped {
  if (!userCheck.Check(value)) {
    const violations = [...userCheck.Errors(value)]
      .slice(0, 20)
      .map(({ instancePath, message }) => ({ path: instancePath, message }));
    return { input: null, refusal: refuse('invalid_request', { violations }) };
  }
  const { station, teams, schedule, status, role = 'agent', ...user } = value;
  const teamNames = teams === undefined ? undefined : teamsOf(teams);
  if (teamNames !== undefined && !teamNamesCheck.Check(teamNames))
    return { input: null, refusal: refuseField('teams', 'are at most 50 names of at most 100 characters') };
  const state = status === undefined ? undefined : stateOf(status);
  if (state === null) return { input: null, refusal: refuseField('status', 'must be active, inactive or disabled') };
  const scheduleId = schedule === undefined ? undefined : names.schedules.get(schedule.toLowerCase());
  if (schedule !== undefined && scheduleId === undefined)
    return { input: null, refusal: refuseField('schedule', 'is not a schedule of this organisation') };
  const input: Recruit = {
    ...user,
    role: names.roles.get(role.toLowerCase()) ?? role,
    ...(station === undefined ? {} : { station: stationOf(station) }),
    ...(teamNames === undefined ? {} : { teams: teamNames }),
    ...(scheduleId === undefined ? {} : { schedule: scheduleId }),
    ...(state === undefined ? {} : { state }),
  };
  return { input, refusal: null };
}

export function candidateOf({ line, value, fault }: FileLine, names: Names): Candidate {
  const username = typeof value.username === 'string' ? value.username.slice(0, 100) : null;
  if (fault !== undefined)
    return { line, username, input: null, refusal: refuse('invalid_request', { detail: `The line ${fault}.` }) };
  return { line, username, ...shaped(value, names) };
}

/** Short, because there may be thousands: what is wrong with this line, or the title of the refusal. */
export function sentenceOf({ code, details }: Refusal): string {
  const faults = (details.violations ?? []).map((one) =>
    typeof one === 'string' ? one : `${one.path.slice(1)} ${one.message}`.trim(),
  );
  const reason = faults.length > 0 ? faults.join('; ') : (details.detail ?? refusalText('en', code).title);
  return `${reason.replace(/\.$/, '')}.`;
}

/** Lines that nothing has refused yet. */
export function accepted<One extends Candidate>(candidates: readonly One[]): (One & { readonly input: Recruit })[] {
  return candidates.filter(
    (one): one is One & { readonly input: Recruit } => one.input !== null && one.refusal === null,
  );
}

/** Which line claims what: names, addresses, extensions and stations. */
export type Claims = Map<string, number>;

/** Of two lines that claim the same name, address, extension or station the first keeps it. @param claimed what earlier lines claim; added to */
export function refuseDuplicates(candidates: readonly Candidate[], claimed: Claims = new Map()): void {
  for (const one of accepted(candidates)) {
    const { extension } = one.input;
    const station = one.input.station?.id ?? null;
    const identifier = identifiersOf(one.input).find((name) => claimed.has(`identifier ${name}`));
    if (identifier !== undefined) {
      const line = claimed.get(`identifier ${identifier}`);
      one.refusal = refuse('identifier_taken', { detail: `"${identifier}" is in line ${line} already.` });
    } else if (extension && claimed.has(`extension ${extension}`)) {
      one.refusal = refuseField('extension', `is in line ${claimed.get(`extension ${extension}`)} already`);
    } else if (station !== null && claimed.has(`station ${station}`)) {
      one.refusal = refuse('station_taken', {
        detail: `Station ${station} is in line ${claimed.get(`station ${station}`)} already.`,
      });
    } else {
      for (const name of identifiersOf(one.input)) claimed.set(`identifier ${name}`, one.line);
      if (extension) claimed.set(`extension ${extension}`, one.line);
      if (station !== null) claimed.set(`station ${station}`, one.line);
    }
  }
}
