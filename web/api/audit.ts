/** The audit log: a page of it, and where all of it is downloaded. */
import { infiniteQueryOptions } from '@tanstack/react-query';
import { request, withQuery } from './client.ts';
import type { Answer, Item, Query } from './shapes.ts';

export type AuditPage = Answer<'GET /api/v1/audit'>;

export type AuditEvent = Item<'GET /api/v1/audit'>;

export type AuditParty = AuditEvent['actor'];

type Asked = Omit<Query<'GET /api/v1/audit'>, 'cursor' | 'limit' | 'direction'>;

/** As the endpoint takes it, as it stands in an address that somebody may have typed; what is missing or empty leaves everything. */
export type AuditFilter = { readonly area?: NonNullable<Asked['area']> | '' } & {
  readonly [Name in Exclude<keyof Asked, 'area'>]?: string;
};

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
