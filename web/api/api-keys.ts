/** API keys: the credentials of programs (M2). A key itself is never cached. */
import { queryOptions } from '@tanstack/react-query';
import { request } from './client.ts';
import type { Answer, Body } from './shapes.ts';

export type ApiKey = Answer<'GET /api/v1/api-keys'>['items'][number];
export type ApiKeyNew = Body<'POST /api/v1/api-keys'>;
/** With the key itself: the only time it can be read. */
export type ApiKeyCreated = Answer<'POST /api/v1/api-keys'>;

/** Everything cached about keys, to be fetched anew after a change. */
export const apiKeysFilter = { queryKey: ['api-keys'] };

export const apiKeysQuery = queryOptions({
  queryKey: apiKeysFilter.queryKey,
  queryFn: ({ signal }) => request<Answer<'GET /api/v1/api-keys'>>('GET', '/api/v1/api-keys', { signal }),
  staleTime: 0,
});

/** @throws ApiError `not_permitted`, `invalid_request` */
export function apiKeyCreate(key: ApiKeyNew): Promise<ApiKeyCreated> {
  return request('POST', '/api/v1/api-keys', { body: key });
}

/** A new secret; the old one works so many hours longer. @throws ApiError `not_permitted`, `not_found` */
export function apiKeyRoll(id: string, keepHours: number): Promise<ApiKeyCreated> {
  return request('POST', `/api/v1/api-keys/${id}/roll`, { body: { keepHours } });
}

/** @throws ApiError `not_permitted`, `not_found` */
export function apiKeyRevoke(id: string): Promise<void> {
  return request('DELETE', `/api/v1/api-keys/${id}`);
}
