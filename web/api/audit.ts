/** The audit log: a page of it, and where all of it is downloaded. */
import { infiniteQueryOptions } from '@tanstack/react-query';
import type { AuditArea } from '../../server/audit/actions.ts';
import { type Page, request, withQuery } from './client.ts';

export interface AuditParty {
  readonly kind: string;
  readonly id: string | null;
  readonly name: string | null;
}

export interface AuditEvent {
  readonly id: string;
  readonly at: string;
  readonly action: string;
  readonly outcome: 'begun' | 'done' | 'refused' | 'failed';
  readonly reason: string | null;
  readonly actor: AuditParty;
  readonly target: AuditParty | null;
  readonly address: string | null;
  readonly browser: string | null;
  readonly reference: string | null;
  readonly completes: string | null;
  readonly completedBy: string | null;
  readonly details: Readonly<Record<string, unknown>>;
}

/** As the endpoint takes it; what is missing or empty leaves everything. */
export interface AuditFilter {
  readonly area?: AuditArea | '';
  readonly action?: string;
  readonly outcome?: string;
  readonly reason?: string;
  readonly user?: string;
  readonly address?: string;
  readonly reference?: string;
  readonly search?: string;
  /** RFC 3339. */
  readonly from?: string;
  /** RFC 3339. */
  readonly to?: string;
}

export interface AuditPage extends Page<AuditEvent> {
  /** How far a search came that looked through as many entries as it may at once. */
  readonly searchedTo: string | null;
}

const pageSize = 50;

/** Everything cached of the log. */
export const auditFilter = { queryKey: ['audit'] };

export function auditQuery(filter: AuditFilter) {
  return infiniteQueryOptions({
    queryKey: [...auditFilter.queryKey, filter],
    queryFn: ({ pageParam, signal }) =>
      request<AuditPage>('GET', withQuery('/api/v1/audit', { ...filter, cursor: pageParam, limit: pageSize }), {
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
}

/** Where the browser downloads what the filter leaves. */
export function auditExportPath(filter: AuditFilter, format: 'csv' | 'ndjson'): string {
  return withQuery('/api/v1/audit/export', { ...filter, format });
}
