/** Shapes of the API of webhooks. */
import { Type } from 'typebox';
import { closed } from '../platform/http/shapes.ts';
import { attemptErrors } from './attempt-error.ts';
import type { WebhookFields, WebhookPatch } from './change.ts';
import { urlMax } from './destination.ts';
import { type Delivery, type DeliveryDetails, type Webhook, waitingMax } from './webhook.ts';

const NullableMoment = Type.Unsafe<string | null>({ type: ['string', 'null'], format: 'date-time' });
const NullableText = Type.Unsafe<string | null>({ type: ['string', 'null'] });
const NullableStatus = Type.Unsafe<number | null>({ type: ['integer', 'null'] });
const ErrorCode = Type.Unsafe<string | null>({
  type: ['string', 'null'],
  enum: [...attemptErrors, null],
  description: 'Why no answer came.',
});

const fields = {
  name: Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' }),
  url: Type.String({ minLength: 1, maxLength: urlMax, description: 'https, on the public Internet.' }),
  events: Type.Array(Type.String({ maxLength: 100, pattern: '^(\\*|[a-z_]+(\\.[a-z_]+)*(\\.\\*)?)$' }), {
    minItems: 1,
    maxItems: 100,
    description: 'Actions of the audit log: `user.create`, prefixes like `session.*`, or `*` for all.',
  }),
} as const;

export const NewBody = Type.Unsafe<WebhookFields>(Type.Object(fields, closed));
export const PatchBody = Type.Unsafe<WebhookPatch>(
  Type.Object(
    {
      name: Type.Optional(fields.name),
      url: Type.Optional(fields.url),
      events: Type.Optional(fields.events),
      enabled: Type.Optional(
        Type.Boolean({ description: 'False: no event is collected, and what waits goes on waiting.' }),
      ),
    },
    closed,
  ),
);

const webhook = {
  id: Type.String(),
  name: Type.String(),
  url: Type.String(),
  events: Type.Array(Type.String()),
  enabled: Type.Boolean(),
  disabledReason: Type.Unsafe<Webhook['disabledReason']>({
    type: ['string', 'null'],
    enum: ['administrator', 'gone', 'failing', null],
    description: '`gone`: it answered 410. `failing`: nothing arrived for five days.',
  }),
  failingSince: NullableMoment,
  lastDeliveredAt: NullableMoment,
  waiting: Type.Integer({ description: `Deliveries that wait, counted up to ${waitingMax}.` }),
  previousSecretUntil: NullableMoment,
  createdAt: Type.String({ format: 'date-time' }),
  createdBy: Type.String(),
} as const;
export const WebhookAnswer = Type.Unsafe<Webhook>(Type.Object(webhook));
export const WebhookList = Type.Unsafe<{ items: Webhook[]; next: null }>(
  Type.Object({ items: Type.Array(WebhookAnswer), next: Type.Null() }),
);
export const WebhookWithSecret = Type.Unsafe<{ webhook: Webhook; secret: string }>(
  Type.Object({
    webhook: WebhookAnswer,
    secret: Type.String({ description: 'Signs every delivery: shown here and never again.' }),
  }),
);

const delivery = {
  id: Type.String({ description: 'The header `webhook-id`; of the entry of the audit log, a test aside.' }),
  type: Type.String(),
  at: Type.String({ format: 'date-time', description: 'When it happened.' }),
  state: Type.Unsafe<Delivery['state']>({ type: 'string', enum: ['waiting', 'delivered', 'failed'] }),
  attempts: Type.Integer(),
  nextAttemptAt: NullableMoment,
  lastStatus: NullableStatus,
  lastError: ErrorCode,
  endedAt: NullableMoment,
} as const;
const DeliveryAnswer = Type.Unsafe<Delivery>(Type.Object(delivery));
export const DeliveryPage = Type.Unsafe<{ items: Delivery[]; next: string | null }>(
  Type.Object({ items: Type.Array(DeliveryAnswer), next: NullableText }),
);
export const DeliveryDetailsAnswer = Type.Unsafe<DeliveryDetails>(
  Type.Object({
    ...delivery,
    body: Type.String({ description: 'What is signed and sent.' }),
    attemptLog: Type.Array(
      Type.Object({
        number: Type.Integer(),
        at: Type.String({ format: 'date-time' }),
        durationMs: Type.Integer(),
        status: NullableStatus,
        error: ErrorCode,
        answer: Type.Unsafe<string | null>({ type: ['string', 'null'], description: 'Its first kilobyte.' }),
      }),
    ),
  }),
);

export const DeliveryQueryShape = Type.Object(
  {
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
    cursor: Type.Optional(Type.String({ maxLength: 36 })),
    state: Type.Optional(Type.Union([Type.Literal('waiting'), Type.Literal('delivered'), Type.Literal('failed')])),
  },
  closed,
);
export const ByDelivery = Type.Object(
  { id: Type.String({ maxLength: 100 }), delivery: Type.String({ maxLength: 100 }) },
  closed,
);
