/** /api/v1/webhooks (M4): endpoints that are told of events, and the log of what was delivered. */
import type { FastifyReply } from 'fastify';
import { callerOf, type Http } from '../platform/http/http.ts';
import { entityTag, IfMatch, ifMatch } from '../platform/http/if-match.ts';
import { ById, Done, NoBody } from '../platform/http/shapes.ts';
import {
  ByDelivery,
  DeliveryDetailsAnswer,
  DeliveryPage,
  DeliveryQueryShape,
  NewBody,
  PatchBody,
  WebhookAnswer,
  WebhookList,
  WebhookWithSecret,
} from './schemas.ts';
import type { Shown, ShownOnce, Webhooks } from './webhooks.ts';

const tags = ['webhooks'];

function tagged(reply: FastifyReply, { revision }: Shown): FastifyReply {
  return reply.header('etag', entityTag(revision));
}

function once({ webhook, secret }: ShownOnce): Pick<ShownOnce, 'webhook' | 'secret'> {
  return { webhook, secret };
}

export function webhookRoutes(http: Http, webhooks: Webhooks): void {
  http.get(
    '/api/v1/webhooks',
    { schema: { tags, summary: 'Endpoints that are told of events', response: { 200: WebhookList } } },
    async (request) => ({ items: await webhooks.list(callerOf(request)), next: null }),
  );
  http.post(
    '/api/v1/webhooks',
    {
      schema: {
        tags,
        summary: 'Add an endpoint; its secret is shown once',
        body: NewBody,
        response: { 201: WebhookWithSecret },
      },
    },
    async (request, reply) => {
      const made = await webhooks.create(callerOf(request), { ...request.body, name: request.body.name.trim() });
      return tagged(reply, made).code(201).header('location', `/api/v1/webhooks/${made.webhook.id}`).send(once(made));
    },
  );
  deliveryRoutes(http, webhooks);
  http.post(
    '/api/v1/webhooks/:id/secret',
    {
      schema: {
        tags,
        summary: 'A new secret, shown once; for a day the one before signs too',
        params: ById,
        body: NoBody,
        response: { 200: WebhookWithSecret },
      },
    },
    async (request, reply) => {
      const changed = await webhooks.replaceSecret(callerOf(request), request.params.id);
      return tagged(reply, changed).send(once(changed));
    },
  );
  http.post(
    '/api/v1/webhooks/:id/test',
    {
      schema: {
        tags,
        summary: 'Send `usher.test` now, and say what came of it',
        params: ById,
        body: NoBody,
        response: { 200: DeliveryDetailsAnswer },
      },
    },
    (request) => webhooks.test(callerOf(request), request.params.id),
  );
  oneRoutes(http, webhooks);
}

function deliveryRoutes(http: Http, webhooks: Webhooks): void {
  http.get(
    '/api/v1/webhooks/:id/deliveries',
    {
      schema: {
        tags,
        summary: 'What was sent to an endpoint in the last 30 days, newest first',
        params: ById,
        querystring: DeliveryQueryShape,
        response: { 200: DeliveryPage },
      },
    },
    (request) => {
      const { limit = 50, cursor, state } = request.query;
      return webhooks.deliveries(callerOf(request), request.params.id, {
        limit,
        ...(cursor === undefined ? {} : { cursor }),
        ...(state === undefined ? {} : { state }),
      });
    },
  );
  http.get(
    '/api/v1/webhooks/:id/deliveries/:delivery',
    {
      schema: {
        tags,
        summary: 'One delivery and its attempts',
        params: ByDelivery,
        response: { 200: DeliveryDetailsAnswer },
      },
    },
    (request) => webhooks.delivery(callerOf(request), request.params.id, request.params.delivery),
  );
  http.post(
    '/api/v1/webhooks/:id/deliveries/:delivery/replay',
    {
      schema: {
        tags,
        summary: 'Send it once more, under the same `webhook-id`',
        params: ByDelivery,
        body: NoBody,
        response: { 202: DeliveryDetailsAnswer },
      },
    },
    async (request, reply) => {
      const { id, delivery } = request.params;
      return reply.code(202).send(await webhooks.replay(callerOf(request), id, delivery));
    },
  );
}

function oneRoutes(http: Http, webhooks: Webhooks): void {
  http.get(
    '/api/v1/webhooks/:id',
    { schema: { tags, summary: 'One endpoint', params: ById, response: { 200: WebhookAnswer } } },
    async (request, reply) => {
      const found = await webhooks.get(callerOf(request), request.params.id);
      return tagged(reply, found).send(found.webhook);
    },
  );
  http.patch(
    '/api/v1/webhooks/:id',
    {
      schema: {
        tags,
        summary: 'Change, disable or enable an endpoint',
        params: ById,
        headers: IfMatch,
        body: PatchBody,
        response: { 200: WebhookAnswer },
      },
    },
    async (request, reply) => {
      const { name, ...rest } = request.body;
      const patch = name === undefined ? rest : { ...rest, name: name.trim() };
      const revision = ifMatch(request.headers['if-match']);
      const changed = await webhooks.update(callerOf(request), request.params.id, patch, revision);
      return tagged(reply, changed).send(changed.webhook);
    },
  );
  http.delete(
    '/api/v1/webhooks/:id',
    {
      schema: {
        tags,
        summary: 'Delete an endpoint and its deliveries',
        params: ById,
        headers: IfMatch,
        response: { 204: Done },
      },
    },
    async (request, reply) => {
      await webhooks.remove(callerOf(request), request.params.id, ifMatch(request.headers['if-match']));
      return reply.code(204).send();
    },
  );
}
