/** What creating many users would come to, judged by the rules of creating one, in a few statements and without writing. */
import type { Caller } from '../../kernel/caller.ts';
import { Refusal, refuse } from '../../kernel/refusal.ts';
import type { Transaction } from '../../platform/database.ts';
import type { Tenant } from '../../tenants/tenants.ts';
import type { NewUser, UsersOptions } from '../acts.ts';
import { refuseExtension } from '../conflicts.ts';
import { assertNewUser } from '../create.ts';
import { foldIdentifier } from '../identifiers.ts';
import { rolesGrantable } from '../reach.ts';
import { assertStationChoice } from '../station.ts';
import { stationListTaken } from '../store-stations.ts';
import { mayEmpower } from '../teams/team-reach.ts';
import { teamsWithPowers } from './store-many.ts';
import { extensionListTaken, identifierListTaken } from './store-taken.ts';

/** Users asked about in one statement: an answer well within its time limit. */
const batchSize = 5000;

/** All that one user would be found by, folded: the username, and the address if there is one. */
export function identifiersOf({ username, email }: Pick<NewUser, 'username' | 'email'>): string[] {
  return email?.trim() ? [foldIdentifier(username), foldIdentifier(email)] : [foldIdentifier(username)];
}

async function refusalOf(act: () => unknown): Promise<Refusal | null> {
  try {
    await act();
    return null;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

async function stationFault(caller: Caller, { station }: NewUser): Promise<Refusal | null> {
  return station === undefined ? null : refusalOf(() => assertStationChoice(caller, station));
}

function refuseTeam(index: number): Refusal {
  return refuse('invalid_request', {
    violations: [{ path: `/teams/${index}`, message: 'is not a team of this organisation' }],
  });
}

/** As putting one new user into teams is judged (`lockTeamsNamed`, `setTeamsOfUser`). */
async function teamJudge(
  tx: Transaction,
  tenant: Tenant,
  caller: Caller,
  inputs: readonly NewUser[],
): Promise<(input: NewUser) => Refusal | null> {
  const names = [...new Set(inputs.flatMap((input) => input.teams ?? []))];
  const found = await teamsWithPowers(tx, tenant.id, names);
  const powers = new Map(found.map((team) => [team.name, team.powers]));
  return ({ teams = [] }) => {
    if (teams.length === 0) return null;
    if (!caller.permissions.has('teams:update')) return refuse('not_permitted');
    const unknown = teams.findIndex((name) => !powers.has(name));
    if (unknown >= 0) return refuseTeam(unknown);
    // Nobody new is in a team that the caller supervises yet.
    return teams.every((name) => mayEmpower(caller, powers.get(name) ?? [], false)) ? null : refuse('not_permitted');
  };
}

/** The same within a transaction that goes on to make them, for at most some hundreds. */
export async function foreseeIn(
  tx: Transaction,
  tenant: Tenant,
  caller: Caller,
  inputs: readonly NewUser[],
): Promise<(Refusal | null)[]> {
  const assertRole = await rolesGrantable(tx, tenant, caller, [...new Set(inputs.map(({ role }) => role))]);
  const identifiers = new Set(await identifierListTaken(tx, tenant.id, inputs.flatMap(identifiersOf)));
  const asked = inputs.flatMap(({ extension }) => (extension ? [extension] : []));
  const extensions = new Set(await extensionListTaken(tx, tenant.id, asked));
  const numbers = inputs.flatMap(({ station }) => (station?.id ? [station.id] : []));
  const stations = new Set(await stationListTaken(tx, tenant.id, numbers));
  const ofTeams = await teamJudge(tx, tenant, caller, inputs);
  const judge = async (input: NewUser): Promise<Refusal | null> => {
    const fault =
      (await refusalOf(() => assertNewUser(tenant, input))) ??
      (await refusalOf(() => assertRole(input.role))) ??
      (await stationFault(caller, input)) ??
      ofTeams(input);
    if (fault) return fault;
    if (identifiersOf(input).some((identifier) => identifiers.has(identifier))) return refuse('identifier_taken');
    if (input.extension && extensions.has(input.extension)) return refuseExtension();
    return input.station?.id && stations.has(input.station.id) ? refuse('station_taken') : null;
  };
  return Promise.all(inputs.map(judge));
}

/** In the order of `inputs`: why it would be refused now, or null. @throws Refusal not_permitted */
export async function foreseeUsers(
  { database }: UsersOptions,
  tenant: Tenant,
  caller: Caller,
  inputs: readonly NewUser[],
): Promise<(Refusal | null)[]> {
  if (!caller.permissions.has('users:create')) throw refuse('not_permitted');
  const found: (Refusal | null)[] = [];
  for (let start = 0; start < inputs.length; start += batchSize) {
    const batch = inputs.slice(start, start + batchSize);
    found.push(...(await database.withTenant(tenant.id, (tx) => foreseeIn(tx, tenant, caller, batch))));
  }
  return found;
}
