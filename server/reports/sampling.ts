/** What is kept so that seats can be looked at later: a sample each minute, and each day's peak, capacity and refusals. */
import type { Database, Transaction } from '../platform/database.ts';
import type { Task } from '../platform/jobs.ts';
import { seatDaysCount, seatDaysPrune, seatDaysTurn, seatMinutesPrune, seatsSample } from './store-seats.ts';

const sampleTask = 'reports:sample';
/** Days that are counted in one pass; each goes through one day of one organisation's log. */
const daysCountedMax = 20;
const minutesKeptDays = 100;
/** Three years and a quarter: long enough to compare a season with the ones before. */
const daysKeptDays = 1_200;
const pruneBatch = 10_000;

/** Every minute. Many processes on one database do it once. */
export const reportsCrontab = `* * * * * ${sampleTask}`;

/** One pass. A day's facts are counted apart from the sample, which must not wait for them. */
export async function sampleSeats(database: Database): Promise<void> {
  await database.withSystem(seatsSample);
  await database.withSystem(async (tx) => {
    await seatDaysTurn(tx);
    await seatDaysCount(tx, daysCountedMax);
  });
}

export function reportsTasks(database: Database): Readonly<Record<typeof sampleTask, Task>> {
  return { [sampleTask]: () => sampleSeats(database) };
}

/** Clean-up across tenants, for operations. @returns whether more is left to forget */
export async function pruneReports(tx: Transaction): Promise<boolean> {
  await seatDaysPrune(tx, daysKeptDays);
  return (await seatMinutesPrune(tx, minutesKeptDays, pruneBatch)) >= pruneBatch;
}
