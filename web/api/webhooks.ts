/** Webhooks: endpoints that are told of events, their secrets (shown once), and what was delivered. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { type Page, request, requestTagged, withQuery } from './client.ts';
import type { Answer, Body, Item } from './shapes.ts';

export type Webhook = Answer<'GET /api/v1/webhooks/{id}'>;

export type Delivery = Item<'GET /api/v1/webhooks/{id}/deliveries'>;

export type DeliveryState = Delivery['state'];

export type DeliveryDetails = Answer<'GET /api/v1/webhooks/{id}/deliveries/{delivery}'>;

export type WebhookFields = Body<'POST /api/v1/webhooks'>;

type WebhookChange = Body<'PATCH /api/v1/webhooks/{id}'>;

/** The only time that a secret can be read. */
export type WebhookWithSecret = Answer<'POST /api/v1/webhooks'>;

const pageSize = 50;
/** Milliseconds between looks at what is still on its way. */
const lookEveryMs = 5_000;

const root = '/api/v1/webhooks';

/** Everything cached about webhooks, to be fetched anew after a change. */
export const webhooksFilter = { queryKey: ['webhooks'] };

export const webhooksQuery = queryOptions({
  queryKey: webhooksFilter.queryKey,
  queryFn: ({ signal }) => request<Page<Webhook>>('GET', root, { signal }),
});

export function webhookQuery(id: string) {
  return queryOptions({
    queryKey: [...webhooksFilter.queryKey, id],
    queryFn: ({ signal }) => requestTagged<Webhook>(`${root}/${id}`, { signal }),
    staleTime: 0,
  });
}

export function deliveriesQuery(webhook: string, state: DeliveryState | null) {
  return infiniteQueryOptions({
    queryKey: [...webhooksFilter.queryKey, webhook, 'deliveries', state],
    queryFn: ({ pageParam, signal }) =>
      request<Page<Delivery>>(
        'GET',
        withQuery(`${root}/${webhook}/deliveries`, { state, cursor: pageParam, limit: pageSize }),
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    staleTime: 0,
    refetchInterval: ({ state: { data } }) =>
      data?.pages.some(({ items }) => items.some((delivery) => delivery.state === 'waiting')) ? lookEveryMs : false,
  });
}

export function deliveryQuery(webhook: string, delivery: string) {
  return queryOptions({
    queryKey: [...webhooksFilter.queryKey, webhook, 'deliveries', 'one', delivery],
    queryFn: ({ signal }) => request<DeliveryDetails>('GET', `${root}/${webhook}/deliveries/${delivery}`, { signal }),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.state === 'waiting' ? lookEveryMs : false),
  });
}

/** @throws ApiError `invalid_request` */
export function webhookCreate(fields: WebhookFields): Promise<WebhookWithSecret> {
  return request('POST', root, { body: fields });
}

/** @throws ApiError `invalid_request`, `precondition_failed`, `not_found` */
export function webhookChange(id: string, change: WebhookChange, ifMatch: string | null): Promise<Webhook> {
  return request('PATCH', `${root}/${id}`, { body: change, ifMatch });
}

/** @throws ApiError `not_found` */
export function webhookDelete(id: string): Promise<void> {
  return request('DELETE', `${root}/${id}`);
}

/** @throws ApiError `not_found` */
export function webhookSecretReplace(id: string): Promise<WebhookWithSecret> {
  return request('POST', `${root}/${id}/secret`, { body: {} });
}

/** Sends `usher.test` and waits for what comes of it. @throws ApiError `rate_limited`, `not_found` */
export function webhookTest(id: string): Promise<DeliveryDetails> {
  return request('POST', `${root}/${id}/test`, { body: {} });
}

/** @throws ApiError `not_found` */
export function deliveryReplay(webhook: string, delivery: string): Promise<DeliveryDetails> {
  return request('POST', `${root}/${webhook}/deliveries/${delivery}/replay`, { body: {} });
}
