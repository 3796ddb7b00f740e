/** Organisations, for operators on the base host. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { type Page, request, requestTagged, withQuery } from './client.ts';
import type { Answer, Body } from './shapes.ts';

export type Organization = Answer<'GET /api/v1/organizations/{slug}'>;

export type OrganizationNew = Body<'POST /api/v1/organizations'>;

export type OrganizationCreated = Answer<'POST /api/v1/organizations'>;

export type OrganizationChange = Body<'PATCH /api/v1/organizations/{slug}'>;

const organizationsKey = ['organizations'] as const;

function addressOf(slug: string): string {
  return `/api/v1/organizations/${encodeURIComponent(slug)}`;
}

export function organizationsQuery(search: string) {
  return infiniteQueryOptions({
    queryKey: [...organizationsKey, 'list', search],
    queryFn: ({ pageParam, signal }) =>
      request<Page<Organization>>('GET', withQuery('/api/v1/organizations', { search, cursor: pageParam }), { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
}

export function organizationQuery(slug: string) {
  return queryOptions({
    queryKey: [...organizationsKey, 'one', slug],
    queryFn: ({ signal }) => requestTagged<Organization>(addressOf(slug), { signal }),
    staleTime: 0,
  });
}

/** Everything cached about organisations, to be fetched anew after a change. */
export const organizationsFilter = { queryKey: organizationsKey };

/** @throws ApiError `slug_taken`, `slug_reserved`, `invalid_request`. */
export function organizationCreate(organization: OrganizationNew): Promise<OrganizationCreated> {
  return request('POST', '/api/v1/organizations', { body: organization });
}

/** @throws ApiError `precondition_failed`, `slug_taken`, `slug_reserved`, `domain_taken`, `invalid_request`. */
export function organizationChange(
  slug: string,
  change: OrganizationChange,
  ifMatch: string | null,
): Promise<Organization> {
  return request('PATCH', addressOf(slug), { body: change, ifMatch });
}

export function organizationSuspend(slug: string): Promise<void> {
  return request('POST', `${addressOf(slug)}/suspend`);
}

export function organizationResume(slug: string): Promise<void> {
  return request('POST', `${addressOf(slug)}/resume`);
}

/** Deletes for good. Refused (409 or 412) unless it was exported within the last hour. */
export function organizationDelete(slug: string): Promise<void> {
  return request('DELETE', addressOf(slug), { body: { confirm: slug } });
}
