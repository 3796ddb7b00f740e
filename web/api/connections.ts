/** Tabs: one's own, and for supervisors and administrators everybody's; what can be done about them; the station; seats. */
import { type QueryClient, queryOptions } from '@tanstack/react-query';
import type { OpenTab } from '../../sdk/protocol.ts';
import { type Page, request, withQuery } from './client.ts';
import { reloadQueries } from './reload.ts';
import type { PersonHours } from './schedules.ts';
import type { Answer, Item } from './shapes.ts';

export const ownTabsQuery = queryOptions({
  queryKey: ['session', 'connections'],
  queryFn: ({ signal }) => request<Page<OpenTab>>('GET', '/api/v1/session/connections', { signal }),
  staleTime: 0,
});

/** Takes a station. @throws ApiError station_taken, station_not_yours, station_unknown, invalid_request */
export function stationEnter(station: string): Promise<void> {
  return request('PUT', '/api/v1/session/station', { body: { station } });
}

/** Somebody who has a tab or a seat. Instants are RFC 3339. */
export type ConnectedPerson = Item<'GET /api/v1/connections'>;

const pageSize = 100;

/** Everything cached about who is connected. */
const connectedFilter = { queryKey: ['connections'] };

export function connectedQuery(search: string, team: string, cursor: string | null) {
  return queryOptions({
    queryKey: [...connectedFilter.queryKey, search, team, cursor],
    queryFn: ({ signal }) =>
      request<Page<ConnectedPerson>>(
        'GET',
        withQuery('/api/v1/connections', { search, team, cursor, limit: pageSize }),
        { signal },
      ),
  });
}

/** Whoever looks at them gets them anew; whoever looks away, when they look again. */
export function connectionsChanged(queryClient: QueryClient): Promise<unknown> {
  const refetchType = document.hidden ? 'none' : 'active';
  const changed = [connectedFilter, { queryKey: seatsQuery.queryKey }];
  return Promise.all(changed.map((filter) => reloadQueries(queryClient, { ...filter, refetchType })));
}

/** Ends the stream of a tab; its session goes on. */
export function connectionDisconnect(id: string): Promise<void> {
  return request('DELETE', `/api/v1/connections/${encodeURIComponent(id)}`);
}

/** To every tab of the person. */
export function userMessage(id: string, message: string): Promise<void> {
  return request('POST', `/api/v1/users/${encodeURIComponent(id)}/message`, { body: { text: message } });
}

/** As one press gives. */
export const overtimes = [15, 30, 60] as const;
export type Overtime = (typeof overtimes)[number];

/** Lets the person go on for so long beyond their hours. @throws ApiError `not_permitted`, `invalid_request` */
export function userOvertime(id: string, minutes: Overtime): Promise<PersonHours> {
  return request('POST', `/api/v1/users/${encodeURIComponent(id)}/overtime`, { body: { minutes } });
}

/**
 * Takes that back, as long as nobody changed it again.
 * @param until where the overtime ended, by the answer to giving it
 * @throws ApiError `precondition_failed`, `not_permitted`
 */
export function userOvertimeTakeBack(id: string, minutes: Overtime, until: string): Promise<PersonHours> {
  return request('DELETE', `/api/v1/users/${encodeURIComponent(id)}/overtime`, { body: { minutes, until } });
}

/** Logs the person out everywhere. */
export function userSignOut(id: string): Promise<void> {
  return request('POST', `/api/v1/users/${encodeURIComponent(id)}/sign-out`);
}

/** Frees the station; its holder is asked for one again. */
export function stationRelease(station: string): Promise<void> {
  return request('DELETE', `/api/v1/stations/${encodeURIComponent(station)}/holder`);
}

/** Seats in use now. */
export type Seats = Answer<'GET /api/v1/seats'>;

export const seatsQuery = queryOptions({
  queryKey: ['seats'],
  queryFn: ({ signal }) => request<Seats>('GET', '/api/v1/seats', { signal }),
});
