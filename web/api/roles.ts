/** The roles of the organisation, for those who give them and those who make them. */
import { queryOptions } from '@tanstack/react-query';
import { type Page, request, requestTagged } from './client.ts';

/** What can be chosen of a role. */
export interface RoleFields {
  readonly name: string;
  /** A path of this host, or the address of an application. */
  readonly home: string;
  readonly permissions: readonly string[];
  readonly usesSeat: boolean;
  readonly seatsMax: number | null;
  readonly reservedSeats: boolean;
  readonly stationRequired: boolean;
  readonly connectedIsActive: boolean;
  /** Id of the access schedule. */
  readonly schedule: string | null;
}

export interface Role extends RoleFields {
  readonly id: string;
  readonly key: string;
  readonly builtIn: boolean;
}

// Roles change seldom; a list of them need not be asked for with every page.
const freshMs = 5 * 60_000;

/** Everything cached about roles, to be fetched anew after a change. */
export const rolesFilter = { queryKey: ['roles'] };

export const rolesQuery = queryOptions({
  queryKey: rolesFilter.queryKey,
  queryFn: ({ signal }) =>
    request<Page<Role> & { readonly seatlessRoles: boolean }>('GET', '/api/v1/roles', { signal }),
  staleTime: freshMs,
});

export function roleQuery(id: string) {
  return queryOptions({
    queryKey: [...rolesFilter.queryKey, id],
    queryFn: ({ signal }) => requestTagged<Role & { readonly users: number }>(`/api/v1/roles/${id}`, { signal }),
    // What is going to be changed is looked at as it is now.
    staleTime: 0,
  });
}

/** @throws ApiError `not_permitted`, `invalid_request` */
export function roleCreate(role: RoleFields & { readonly key: string }): Promise<Role> {
  return request('POST', '/api/v1/roles', { body: role });
}

/** @throws ApiError `not_permitted`, `not_found`, `precondition_failed`, `invalid_request` */
export function roleChange(id: string, change: Partial<RoleFields>, ifMatch: string | null): Promise<Role> {
  return request('PATCH', `/api/v1/roles/${id}`, { body: change, ifMatch });
}

/** @throws ApiError `role_in_use`, `not_permitted`, `not_found` */
export function roleDelete(id: string): Promise<void> {
  return request('DELETE', `/api/v1/roles/${id}`);
}
