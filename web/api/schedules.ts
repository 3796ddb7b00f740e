/** Access schedules: weekly windows and exceptions in the organisation's wall time, and one person's hours. */
import { queryOptions } from '@tanstack/react-query';
import { type Page, request, requestTagged } from './client.ts';
import type { Answer } from './shapes.ts';

/** `days`: 1 = Monday to 7 = Sunday, on which it starts. A `to` that is earlier than `from` is on the next day. */
export type ScheduleWindow = Schedule['windows'][number];

/** Replaces the windows that start on its date. */
export type ScheduleException =
  | { readonly date: string; readonly closed: true }
  | { readonly date: string; readonly from: string; readonly to: string };

export type ScheduleFields = Pick<Schedule, 'name' | 'windows' | 'exceptions'>;

/** The description cannot say that an exception is one or the other. */
export type Schedule = Omit<Answer<'GET /api/v1/schedules/{id}'>, 'exceptions'> & {
  readonly exceptions: readonly ScheduleException[];
};

/** One person's hours as they are now. */
export type PersonHours = Answer<'GET /api/v1/users/{id}/schedule'>;

/** Everything cached about schedules, to be fetched anew after a change. */
export const schedulesFilter = { queryKey: ['schedules'] };

export const schedulesQuery = queryOptions({
  queryKey: schedulesFilter.queryKey,
  queryFn: ({ signal }) => request<Page<Schedule>>('GET', '/api/v1/schedules', { signal }),
});

export function scheduleQuery(id: string) {
  return queryOptions({
    queryKey: [...schedulesFilter.queryKey, id],
    queryFn: ({ signal }) => requestTagged<Schedule>(`/api/v1/schedules/${id}`, { signal }),
    staleTime: 0,
  });
}

/** @throws ApiError `not_permitted`, `invalid_request` */
export function scheduleCreate(schedule: ScheduleFields): Promise<Schedule> {
  return request('POST', '/api/v1/schedules', { body: schedule });
}

/** @throws ApiError `not_permitted`, `not_found`, `precondition_failed`, `invalid_request` */
export function scheduleChange(id: string, change: ScheduleFields, ifMatch: string | null): Promise<Schedule> {
  return request('PATCH', `/api/v1/schedules/${id}`, { body: change, ifMatch });
}

/** @throws ApiError `schedule_in_use`, `not_permitted`, `not_found` */
export function scheduleDelete(id: string): Promise<void> {
  return request('DELETE', `/api/v1/schedules/${id}`);
}

export function personHoursQuery(user: string) {
  return queryOptions({
    queryKey: [...schedulesFilter.queryKey, 'of', user],
    queryFn: ({ signal }) => request<PersonHours>('GET', `/api/v1/users/${user}/schedule`, { signal }),
    staleTime: 0,
  });
}
