/**
 * Creating many users at once, by the rules of creating one and with the same entries in the audit log, but in sets: a few
 * statements for hundreds. For the import; whoever calls it has a transaction and notes in it what became of each line.
 */
import { recordMany } from '../../audit/audit.ts';
import type { Caller } from '../../kernel/caller.ts';
import { newId, type UserId } from '../../kernel/ids.ts';
import type { Refusal } from '../../kernel/refusal.ts';
import { refuse } from '../../kernel/refusal.ts';
import type { OutgoingMail } from '../../mail/mail.ts';
import { issueFirstLinks } from '../../passwords/links.ts';
import type { FirstPassword, PreparedPassword } from '../../passwords/passwords.ts';
import { temporaryPassword } from '../../passwords/temporary.ts';
import type { Transaction } from '../../platform/database.ts';
import type { Tenant } from '../../tenants/tenants.ts';
import type { NewUser, UsersOptions } from '../acts.ts';
import { activationMail, type Newcomer, temporaryPasswordMail, welcomesByLink } from '../emails/welcome.ts';
import { scheduleIdOf } from '../reach.ts';
import { teamLockByName } from '../teams/store-teams.ts';
import { foreseeIn } from './foresee.ts';
import { type ManyRow, memberInsertMany, stationAssignMany, teamsWithPowers, usersInsertMany } from './store-many.ts';

/** One of many. */
export interface Recruit extends NewUser {
  readonly state?: 'active' | 'inactive' | 'disabled';
  /** The password they have elsewhere, as that system stored it (`readForeignHash` takes it); `mustChange`: it opens only the page that chooses another. */
  readonly foreign?: { readonly hash: string; readonly mustChange: boolean };
}

/** `usual`: as creating one does. `none`: no mail and no password; people use "Forgot your password", or are given one later. */
export type FirstPasswordMode = 'usual' | 'none';

export interface PreparedRecruit {
  readonly recruit: Recruit;
  readonly row: ManyRow;
  /** The password itself, for the mail or for who hands it over; null where there is none yet. */
  readonly credential: { readonly plain: string; readonly password: PreparedPassword } | null;
  /** The password they bring along. */
  readonly brought: PreparedPassword | null;
  /** What is mailed. */
  readonly mailed: 'link' | 'password' | null;
}

/** What was judged is not so any more, because somebody else changed it meanwhile: to be judged and tried again. */
export class Overtaken extends Error {}

function rowOf(recruit: Recruit): ManyRow {
  const { locale = null, extension = null, number = null, state = 'active' } = recruit;
  return {
    id: newId<UserId>(),
    username: recruit.username.trim(),
    email: recruit.email?.trim() || null,
    first_name: recruit.firstName?.trim() ?? '',
    last_name: recruit.lastName?.trim() ?? '',
    role: recruit.role,
    status: state === 'inactive' ? 'inactive' : 'active',
    disabled: state === 'disabled',
    locale,
    extension,
    number,
    station_mode: recruit.station?.mode ?? 'dynamic',
    schedule_id: scheduleIdOf(recruit.schedule ?? null),
  };
}

/** Who may not enter yet, or brings a password along, is given nothing to enter with. */
function isWelcomed(recruit: Recruit, mode: FirstPasswordMode): boolean {
  return mode === 'usual' && (recruit.state ?? 'active') === 'active' && recruit.foreign === undefined;
}

/** Whether making this one takes an evaluation of the password hash: they are slow on purpose. */
export function needsHash(tenant: Tenant, recruit: Recruit, mode: FirstPasswordMode): boolean {
  return isWelcomed(recruit, mode) && !(recruit.email?.trim() && welcomesByLink(tenant));
}

/** Draws and hashes passwords, one after the other and slowly, so that sign-ins do not notice. Before any transaction. */
export async function prepareRecruits(
  { passwords }: Pick<UsersOptions, 'passwords'>,
  tenant: Tenant,
  recruits: readonly Recruit[],
  mode: FirstPasswordMode,
): Promise<PreparedRecruit[]> {
  const prepared: PreparedRecruit[] = [];
  for (const recruit of recruits) {
    const row = rowOf(recruit);
    const owner = { tenant: tenant.id, user: row.id };
    const brought = recruit.foreign === undefined ? null : passwords.prepareForeign(owner, recruit.foreign.hash);
    if (!needsHash(tenant, recruit, mode)) {
      prepared.push({ recruit, row, credential: null, brought, mailed: isWelcomed(recruit, mode) ? 'link' : null });
      continue;
    }
    const plain = temporaryPassword(tenant.settings.passwordPolicy);
    const password = await passwords.prepareInBackground(owner, plain);
    const mailed = row.email === null ? null : 'password';
    prepared.push({ recruit, row, credential: { plain, password }, brought, mailed });
  }
  return prepared;
}

async function putIntoTeams(tx: Transaction, tenant: Tenant, made: readonly PreparedRecruit[]): Promise<void> {
  const names = [...new Set(made.flatMap(({ recruit }) => recruit.teams ?? []))];
  const teams = new Map((await teamsWithPowers(tx, tenant.id, names)).map(({ name, id }) => [name, id]));
  const members = made.flatMap(({ recruit, row }) =>
    [...new Set(recruit.teams ?? [])].map((name) => ({ team: teams.get(name), user: row.id })),
  );
  await memberInsertMany(
    tx,
    tenant.id,
    members.flatMap(({ team, user }) => (team === undefined ? [] : [{ team, user }])),
  );
}

function newcomerOf({ row }: PreparedRecruit): Newcomer | null {
  return row.email === null ? null : { ...row, email: row.email };
}

async function mailsTo(tx: Transaction, tenant: Tenant, made: readonly PreparedRecruit[]): Promise<OutgoingMail[][]> {
  const byPassword = made.flatMap((one) => {
    const to = newcomerOf(one);
    return one.mailed === 'password' && to !== null && one.credential !== null
      ? [temporaryPasswordMail(tenant, to, one.credential.plain)]
      : [];
  });
  const byLink = made.filter((one) => one.mailed === 'link').flatMap((one) => newcomerOf(one) ?? []);
  if (byLink.length === 0) return [byPassword];
  const hours = tenant.settings.temporaryPassword.mailHours;
  const users = byLink.map(({ id }) => id);
  const links = await issueFirstLinks(tx, tenant.id, users, hours * 60);
  const linked = byLink.flatMap((to, index) => {
    const link = links[index];
    return link === undefined ? [] : [activationMail(tenant, to, link)];
  });
  return [byPassword, linked];
}

function firstPasswordOf(tenant: Tenant, { credential, brought, recruit, row }: PreparedRecruit): FirstPassword | null {
  const { handedOverHours, mailHours } = tenant.settings.temporaryPassword;
  if (brought !== null)
    return { user: row.id, prepared: brought, temporary: recruit.foreign?.mustChange ?? false, expiresHours: null };
  if (credential === null) return null;
  const expiresHours = row.email === null ? handedOverHours : mailHours;
  return { user: row.id, prepared: credential.password, temporary: true, expiresHours };
}

/** Row, identifiers, teams, stations, passwords, audit entries and mails of all who were not refused. */
async function insert(
  { passwords, mail }: UsersOptions,
  tx: Transaction,
  tenant: Tenant,
  caller: Caller,
  made: readonly PreparedRecruit[],
): Promise<void> {
  const rows = made.map(({ row }) => row);
  if ((await usersInsertMany(tx, tenant.id, rows)) < rows.length) throw new Overtaken('A role has gone.');
  await putIntoTeams(tx, tenant, made);
  const numbers = made.flatMap(({ recruit, row }) =>
    recruit.station?.id ? [{ station: recruit.station.id, user: row.id }] : [],
  );
  if ((await stationAssignMany(tx, tenant.id, numbers)) < numbers.length) throw new Overtaken('A station is taken.');
  const first = made.flatMap((one) => firstPasswordOf(tenant, one) ?? []);
  await passwords.setFirst(tx, tenant.id, first, caller.name ?? caller.kind);
  await recordMany(
    tx,
    caller,
    made.map(({ row, recruit, mailed }) => ({
      action: 'user.create',
      target: { kind: 'user', id: row.id, name: row.username },
      details: {
        role: recruit.role,
        mailed: mailed !== null,
        ...(recruit.foreign === undefined ? {} : { passwordHash: true }),
      },
    })),
  );
  for (const mails of await mailsTo(tx, tenant, made)) await mail.sendMany(tx, mails);
}

/** A constraint that a change by somebody else ran into: identifiers, extensions, what was referred to. */
function isOvertaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === '23505' || error.code === '23503');
}

/**
 * Makes those of the recruits who may be made. They must not claim the same name, address, extension or station as one another.
 * @returns in their order, null for who was made, or why not
 * @throws Refusal not_permitted (users:create)
 * @throws Overtaken when somebody else changed meanwhile what was judged: the transaction must be undone, and may be tried again
 */
export async function insertRecruits(
  options: UsersOptions,
  tx: Transaction,
  tenant: Tenant,
  caller: Caller,
  prepared: readonly PreparedRecruit[],
): Promise<(Refusal | null)[]> {
  if (!caller.permissions.has('users:create')) throw refuse('not_permitted');
  const names = [...new Set(prepared.flatMap(({ recruit }) => recruit.teams ?? []))];
  // Their supervisors are the same when the change is judged and when it is made.
  if (names.length > 0) await teamLockByName(tx, tenant.id, names);
  const refusals = await foreseeIn(
    tx,
    tenant,
    caller,
    prepared.map(({ recruit }) => recruit),
  );
  const made = prepared.filter((_, index) => refusals[index] === null);
  if (made.length === 0) return refusals;
  try {
    await insert(options, tx, tenant, caller, made);
  } catch (error) {
    throw isOvertaken(error) ? new Overtaken('Somebody else was quicker.', { cause: error }) : error;
  }
  return refusals;
}
