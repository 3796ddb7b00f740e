/** The organisation's settings: read whole, changed in part, and never over somebody else's change. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
// The API's own schema, as the pure rules that server and pages share take it.
import type { Settings, SettingsPatch } from '../../server/tenants/setting-shapes.ts';
import { type Page, request, requestTagged, type Tagged, withQuery } from './client.ts';
import type { Answer, Item } from './shapes.ts';

type Effects = Answer<'GET /api/v1/settings/effects'>;

type Preview = Answer<'POST /api/v1/settings/branding/preview'>;

type MailOverview = Answer<'GET /api/v1/settings/mail'>;

export type MailState = Answer<'GET /api/v1/settings/mail/{id}'>;

/** A change of settings, as the history lists it. */
type HistoryItem = Item<'GET /api/v1/settings/history'>;

/** Everything cached about settings. */
export const settingsFilter = { queryKey: ['settings'] };

export type TaggedSettings = Tagged<Settings>;

export const settingsQuery = queryOptions({
  queryKey: [...settingsFilter.queryKey, 'all'],
  queryFn: ({ signal }) => requestTagged<Settings>('/api/v1/settings', { signal }),
});

/**
 * @param ifMatch the entity tag of the settings that the change was decided on
 * @throws ApiError `precondition_failed`, `not_permitted`, `invalid_request`
 */
export function settingsChange(change: SettingsPatch, ifMatch: string | null): Promise<TaggedSettings> {
  return requestTagged<Settings>('/api/v1/settings', { method: 'PATCH', body: change, ifMatch });
}

/** Whom settings would affect: see GET /api/v1/settings/effects. */
export function effectsQuery(asked: { readonly passwordDays?: number; readonly inactiveDays?: number }) {
  const { passwordDays = null, inactiveDays = null } = asked;
  return queryOptions({
    queryKey: [...settingsFilter.queryKey, 'effects', passwordDays, inactiveDays],
    queryFn: ({ signal }) =>
      request<Effects>('GET', withQuery('/api/v1/settings/effects', { passwordDays, inactiveDays }), { signal }),
  });
}

export function brandingPreviewQuery(
  branding: Settings['branding'],
  { scheme, nonce }: { readonly scheme: 'light' | 'dark'; readonly nonce: string },
) {
  return queryOptions({
    queryKey: [...settingsFilter.queryKey, 'preview', branding, scheme],
    queryFn: ({ signal }) =>
      request<Preview>('POST', '/api/v1/settings/branding/preview', {
        body: { branding, scheme, nonce },
        signal,
      }),
  });
}

export const mailQuery = queryOptions({
  queryKey: [...settingsFilter.queryKey, 'mail'],
  queryFn: ({ signal }) => request<MailOverview>('GET', '/api/v1/settings/mail', { signal }),
});

/** @throws ApiError `no_email_address`, `rate_limited`, `not_permitted` */
export function mailTest(): Promise<Answer<'POST /api/v1/settings/mail/test'>> {
  return request('POST', '/api/v1/settings/mail/test', { body: {} });
}

// Somebody looks on: asked again until it has ended.
const pollMs = 1_000;

export function mailStateQuery(id: string) {
  return queryOptions({
    queryKey: [...settingsFilter.queryKey, 'mail', id],
    queryFn: ({ signal }) => request<MailState>('GET', `/api/v1/settings/mail/${id}`, { signal }),
    refetchInterval: ({ state }) => (state.data === undefined || state.data.status === 'queued' ? pollMs : false),
  });
}

export const historyQuery = infiniteQueryOptions({
  queryKey: [...settingsFilter.queryKey, 'history'],
  queryFn: ({ signal, pageParam }) =>
    request<Page<HistoryItem>>('GET', withQuery('/api/v1/settings/history', { cursor: pageParam }), { signal }),
  initialPageParam: null as string | null, // the type of the parameter is taken from here
  getNextPageParam: ({ next }) => next,
});

/** @throws ApiError `precondition_failed`, `not_permitted`, `not_found`, `invalid_request` */
export function settingsRestore(change: string, ifMatch: string | null): Promise<TaggedSettings> {
  return requestTagged<Settings>(`/api/v1/settings/history/${change}/restore`, { method: 'POST', body: {}, ifMatch });
}
