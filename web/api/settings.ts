/** The organisation's settings: read whole, changed in part, and never over somebody else's change. */
import { queryOptions } from '@tanstack/react-query';
import type { EffectRow } from '../../server/settings/store.ts';
import type { Settings, SettingsPatch } from '../../server/tenants/setting-shapes.ts';
import { request, requestTagged, type Tagged, withQuery } from './client.ts';

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
