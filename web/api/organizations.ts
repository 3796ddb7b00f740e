/** Organisations, for operators on the base host. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { type Page, request, withQuery } from './client.ts';

export interface Organization {
  readonly slug: string;
  /** Host name of its own; null: only the address below the base host. */
  readonly domain: string | null;
  readonly name: string;
  /** IANA name. */
  readonly timeZone: string;
  /** BCP 47 tag. */
  readonly locale: string | null;
  /** Licensed seats: how many users can be connected at once. */
  readonly seats: number;
  /** Whether its administrators may make roles that take no seat. */
  readonly seatlessRoles: boolean;
  readonly status: 'active' | 'suspended';
  /** Where its people sign in, an absolute URL. */
  readonly address: string;
  readonly users: number;
  readonly seatsInUse: number;
  readonly createdAt: string;
}

export interface OrganizationNew {
  readonly slug: string;
  readonly name: string;
  readonly timeZone: string;
  readonly locale: string | null;
  readonly seats: number;
  readonly administrator?: {
    readonly username: string;
    readonly email?: string;
    readonly firstName: string;
    readonly lastName: string;
  };
}

export interface OrganizationCreated {
  readonly organization: Organization;
  /** The temporary password comes only when nothing was mailed, and only in this answer. */
  readonly administrator?: {
    readonly user: { readonly username: string; readonly email: string | null };
    readonly temporaryPassword?: string;
  };
}

export type OrganizationChange = Partial<
  Pick<Organization, 'domain' | 'locale' | 'name' | 'seatlessRoles' | 'seats' | 'slug' | 'timeZone'>
>;

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
    queryFn: ({ signal }) => request<Organization>('GET', addressOf(slug), { signal }),
  });
}

/** Everything cached about organisations, to be fetched anew after a change. */
export const organizationsFilter = { queryKey: organizationsKey };

/** @throws ApiError `slug_taken`, `slug_reserved`, `invalid_request`. */
export function organizationCreate(organization: OrganizationNew): Promise<OrganizationCreated> {
  return request('POST', '/api/v1/organizations', { body: organization });
}

/** @throws ApiError `slug_taken`, `slug_reserved`, `domain_taken`, `invalid_request`. */
export function organizationChange(slug: string, change: OrganizationChange): Promise<Organization> {
  return request('PATCH', addressOf(slug), { body: change });
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
