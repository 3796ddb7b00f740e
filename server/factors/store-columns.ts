/** SQL of what a sign-in learns of a person's factors, as columns of its one query about them. */
import { type RawBuilder, sql } from 'kysely';
import type { TenantId } from '../kernel/ids.ts';
import { type OwnFactorsRow, ownColumns } from './store.ts';
import { triesExhausted } from './store-tries.ts';
import { browserTrusted } from './store-trusted-browsers.ts';

export interface FactorColumns extends OwnFactorsRow {
  /** No wrong code is left today. */
  readonly codes_exhausted: boolean;
  readonly browser_trusted: boolean;
}

/** The browser's token, digested, and for how many days the organisation trusts one now. */
export interface Trust {
  readonly tokenHash: Buffer | null;
  readonly days: number;
}

export function signInColumns(tenant: TenantId, trust: Trust): RawBuilder<FactorColumns> {
  return sql<FactorColumns>`${ownColumns}, ${triesExhausted} AS codes_exhausted, ${browserTrusted(tenant, trust)} AS browser_trusted`;
}
