/**
 * Reports tells what was: sign-ins and refusals by the minute, seats in use over the day, who is missing from a shift that has
 * begun. Its routes and the console's page Shift call it. It reads what other slices wrote (the audit log, seats, schedules,
 * sessions) and owns only the samples that it takes of it; it never decides who may enter and never changes anybody.
 */
import type { Caller } from '../kernel/caller.ts';
import { now } from '../kernel/clock.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Database } from '../platform/database.ts';
import type { Tenant } from '../tenants/tenants.ts';
import { type LatePage, type LateQuery, latePeople } from './late.ts';
import { type Asked, type Range, rangeOf } from './range.ts';
import { seatDays, seatSamples } from './store-seats.ts';
import { type SignInCount, signInCounts } from './store-sign-ins.ts';

/** How far a question may reach: the log is gone through for sign-ins, days of seats are counted already. */
const signInDaysMax = 31;
const seatDaysMax = 400;

/** The span that was answered for, which may begin a little earlier than asked. */
export interface Span {
  readonly from: string;
  readonly to: string;
  readonly stepMinutes: number;
}

export interface SignInReport extends Span {
  readonly items: readonly {
    readonly at: string;
    readonly signIns: number;
    readonly refusals: number;
    /** By code; empty for who may not read the audit log. */
    readonly refused: Readonly<Record<string, number>>;
  }[];
  readonly next: null;
}

export interface SeatHistory extends Span {
  readonly items: readonly { readonly at: string; readonly inUse: number; readonly capacity: number }[];
  readonly days: readonly {
    readonly day: string;
    readonly peak: number;
    readonly capacity: number | null;
    readonly refusals: number;
  }[];
  readonly next: null;
}

export interface Reports {
  /** @throws Refusal not_permitted, invalid_request */
  signIns(tenant: Tenant, caller: Caller, asked: Asked): Promise<SignInReport>;
  /** @throws Refusal not_permitted, invalid_request */
  seatHistory(tenant: Tenant, caller: Caller, asked: Asked): Promise<SeatHistory>;
  /** @throws Refusal not_permitted, invalid_request */
  late(tenant: Tenant, caller: Caller, query: LateQuery): Promise<LatePage>;
}

function spanOf({ from, to, stepMinutes }: Range): Span {
  return { from: from.toString(), to: to.toString(), stepMinutes };
}

function total(counts: SignInCount['refused']): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

async function signIns(database: Database, tenant: Tenant, caller: Caller, asked: Asked): Promise<SignInReport> {
  const byCode = caller.permissions.has('audit:read');
  if (!byCode && !caller.permissions.has('seats:read')) throw refuse('not_permitted');
  const range = rangeOf(asked, now(), signInDaysMax);
  const rows = await database.withTenantOnce(tenant.id, (tx) => signInCounts(tx, tenant.id, range));
  const items = rows.map(({ at, sign_ins, refused }) => ({
    at: at.toISOString(),
    signIns: sign_ins,
    refusals: total(refused),
    refused: byCode ? refused : {},
  }));
  return { ...spanOf(range), items, next: null };
}

async function seatHistory(database: Database, tenant: Tenant, caller: Caller, asked: Asked): Promise<SeatHistory> {
  if (!caller.permissions.has('seats:read')) throw refuse('not_permitted');
  const range = rangeOf(asked, now(), seatDaysMax);
  return database.withTenant(tenant.id, async (tx) => {
    const samples = await seatSamples(tx, tenant.id, range);
    const days = await seatDays(tx, tenant.id, range);
    const items = samples.map(({ at, in_use, capacity }) => ({ at: at.toISOString(), inUse: in_use, capacity }));
    return { ...spanOf(range), items, days, next: null };
  });
}

export interface ReportsOptions {
  readonly database: Database;
  /** For tests: see AppOptions. */
  readonly clockOffsetMs: () => number;
}

export function createReports({ database, clockOffsetMs }: ReportsOptions): Reports {
  return {
    signIns: (tenant, caller, asked) => signIns(database, tenant, caller, asked),
    seatHistory: (tenant, caller, asked) => seatHistory(database, tenant, caller, asked),
    late: (tenant, caller, query) => latePeople(database, tenant, caller, query, clockOffsetMs()),
  };
}
