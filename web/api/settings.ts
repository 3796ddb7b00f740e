/** The organisation's settings: read whole, changed in part, and never over somebody else's change. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { MailOverview } from '../../server/settings/settings.ts';
import type { EffectRow } from '../../server/settings/store.ts';
import type { HistoryItem } from '../../server/tenants/history.ts';
import type { Settings, SettingsPatch } from '../../server/tenants/setting-shapes.ts';
import { type Page, request, requestTagged, type Tagged, withQuery } from './client.ts';

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
      request<EffectRow>('GET', withQuery('/api/v1/settings/effects', { passwordDays, inactiveDays }), { signal }),
  });
}

export function brandingPreviewQuery(
  branding: Settings['branding'],
  { scheme, nonce }: { readonly scheme: 'light' | 'dark'; readonly nonce: string },
) {
  return queryOptions({
    queryKey: [...settingsFilter.queryKey, 'preview', branding, scheme],
    queryFn: ({ signal }) =>
      request<{ readonly html: string }>('POST', '/api/v1/settings/branding/preview', {
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
export function mailTest(): Promise<{ readonly id: string }> {
  return request('POST', '/api/v1/settings/mail/test', { body: {} });
}

export interface MailState {
  readonly status: 'queued' | 'sent' | 'failed' | 'expired';
  readonly at: string;
  readonly reason: string | null;
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
