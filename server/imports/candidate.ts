/** One line as somebody who could be made: its shape judged, and why it is refused. Pure; for both ways of importing. */
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { foreignHashCharactersMax, readForeignHash } from '../platform/foreign-hash.ts';
import { Email, Extension, Locale, PersonName, RoleKey, StationNumber, TeamNames, Username } from '../users/fields.ts';
import type { Recruit } from '../users/many/create-many.ts';
import { identifiersOf } from '../users/many/foresee.ts';
import type { StationChoice } from '../users/station.ts';
import { answerOf, stateOf } from './fields.ts';
import { type LineRefusal, lineRefusal, type Reason, reasonOf, refusalOfHash, shown } from './reasons.ts';

/** A line that is not blank. Either what it says (its shape not judged yet), or why it says nothing. */
export interface FileLine {
  /** As an editor counts, from 1; of a record over several lines the last. */
  readonly line: number;
  readonly value: Readonly<Record<string, unknown>>;
  readonly fault?: Reason;
}

/** A line on its way: `refusal` is set at the first step that refuses it. */
export interface Candidate {
  readonly line: number;
  /** Null when the line does not say one. */
  readonly username: string | null;
  readonly input: Recruit | null;
  refusal: LineRefusal | null;
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
    passwordHash: Type.Optional(Type.String({ maxLength: foreignHashCharactersMax })),
    mustChange: Type.Optional(Type.String({ maxLength: 40 })),
  },
  { additionalProperties: false },
);
const userCheck = Compile(ImportedUser);
const teamNamesCheck = Compile(TeamNames);

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

type Line = FileLine['value'];

/** What is no shape of a line, a reason each. */
function refusalOfShape(value: Line): LineRefusal {
  const reasons = [...userCheck.Errors(value)]
    .slice(0, 20)
    .map(({ instancePath, message }) => reasonOf({ path: instancePath, message }, value));
  return { code: 'invalid_request', reasons };
}

/** The password they bring along, as another system stored it. */
function foreignOf(hash: string | undefined, mustChange: string | undefined): Pick<Recruit, 'foreign'> | LineRefusal {
  const answer = mustChange === undefined ? false : answerOf(mustChange);
  if (answer === null) return lineRefusal('invalid_request', 'must_change_unknown');
  if (hash === undefined) return {};
  const read = readForeignHash(hash);
  return typeof read === 'string' ? refusalOfHash(read) : { foreign: { hash, mustChange: answer } };
}

function refusedAs(refusal: LineRefusal): Shaped {
  return { input: null, refusal };
}

function shaped(value: Line, names: Names): Shaped {
  if (!userCheck.Check(value)) return refusedAs(refusalOfShape(value));
  const { station, teams, schedule, status, role = 'agent', passwordHash, mustChange, ...user } = value;
  const teamNames = teams === undefined ? undefined : teamsOf(teams);
  if (teamNames !== undefined && !teamNamesCheck.Check(teamNames))
    return refusedAs(lineRefusal('invalid_request', 'teams_form'));
  const state = status === undefined ? undefined : stateOf(status);
  if (state === null) return refusedAs(lineRefusal('invalid_request', 'status_unknown'));
  const scheduleId = schedule === undefined ? undefined : names.schedules.get(schedule.toLowerCase());
  if (schedule !== undefined && scheduleId === undefined)
    return refusedAs(lineRefusal('invalid_request', 'schedule_unknown', { value: shown(schedule) }));
  const foreign = foreignOf(passwordHash, mustChange);
  if ('code' in foreign) return refusedAs(foreign);
  const input: Recruit = {
    ...user,
    ...foreign,
    role: names.roles.get(role.toLowerCase()) ?? role,
    ...(station === undefined ? {} : { station: stationOf(station) }),
    ...(teamNames === undefined ? {} : { teams: teamNames }),
    ...(scheduleId === undefined ? {} : { schedule: scheduleId }),
    ...(state === undefined ? {} : { state }),
  };
  return { input, refusal: null };
}

export function candidateOf({ line, value, fault }: FileLine, names: Names): Candidate {
  const username = typeof value.username === 'string' ? shown(value.username) : null;
  if (fault !== undefined)
    return { line, username, input: null, refusal: { code: 'invalid_request', reasons: [fault] } };
  return { line, username, ...shaped(value, names) };
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
    const repeats = (kind: string, value: string) => ({
      value: shown(value),
      line: claimed.get(`${kind} ${value}`) ?? 0,
    });
    if (identifier !== undefined) {
      one.refusal = lineRefusal('identifier_taken', 'repeated_name', repeats('identifier', identifier));
    } else if (extension && claimed.has(`extension ${extension}`)) {
      one.refusal = lineRefusal('invalid_request', 'repeated_extension', repeats('extension', extension));
    } else if (station !== null && claimed.has(`station ${station}`)) {
      one.refusal = lineRefusal('station_taken', 'repeated_station', repeats('station', station));
    } else {
      for (const name of identifiersOf(one.input)) claimed.set(`identifier ${name}`, one.line);
      if (extension) claimed.set(`extension ${extension}`, one.line);
      if (station !== null) claimed.set(`station ${station}`, one.line);
    }
  }
}
