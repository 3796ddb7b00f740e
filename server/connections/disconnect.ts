/** Taking one tab out: its place is free with the commit, and the process that holds its stream tells it. */
import type { Transaction } from '../platform/database.ts';
import { announce } from '../platform/notify.ts';
import { seatsDisconnected } from '../seats/seats.ts';
import { type ConnectionOfUser, connectionsClose } from './store.ts';

/** @param by who did, as the tab is told; null: its own person */
export async function takeOut(tx: Transaction, tab: ConnectionOfUser, by: string | null): Promise<void> {
  await connectionsClose(tx, [tab]);
  await seatsDisconnected(tx, [tab]);
  const told = { connections: [tab.id], event: 'disconnected', data: { by }, closes: true };
  await announce(tx, { kind: 'connection', tenant: tab.tenant, ...told });
}
