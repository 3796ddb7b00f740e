/** Shapes of /api/v1/api-keys. */
import { Type } from 'typebox';
import { permissions } from '../kernel/caller.ts';
import { closed } from '../platform/http/shapes.ts';
import type { ApiKey } from './api-keys.ts';

export const NewApiKeyBody = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' }),
    permissions: Type.Array(Type.Union(permissions.map((permission) => Type.Literal(permission))), {
      maxItems: permissions.length,
      uniqueItems: true,
      description: 'None that the caller does not have.',
    }),
    expiresAt: Type.Optional(
      Type.Union([
        Type.String({ maxLength: 40, pattern: '^\\d{4}-\\d{2}-\\d{2}T[0-9:.]+(Z|[+-]\\d{2}:\\d{2})$' }),
        Type.Null(),
      ]),
    ),
  },
  closed,
);

export const RollBody = Type.Object(
  {
    keepHours: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 168,
        default: 24,
        description: 'Hours that the secret it has now works on. 0: it ends at once.',
      }),
    ),
  },
  closed,
);

const NullableMoment = Type.Unsafe<string | null>({ type: ['string', 'null'], format: 'date-time' });
// Unsafe names the type that the door returns: the same fields, but read-only.
export const ApiKeyList = Type.Unsafe<{ items: ApiKey[]; next: null }>(
  Type.Object({
    items: Type.Array(
      Type.Object({
        id: Type.String(),
        name: Type.String(),
        ending: Type.Unsafe<string | null>({
          type: ['string', 'null'],
          description: 'The last four characters of its secret.',
        }),
        permissions: Type.Array(Type.String()),
        createdAt: Type.String({ format: 'date-time' }),
        createdBy: Type.String({ description: 'The name of its maker then.' }),
        maker: Type.Unsafe<ApiKey['maker']>({
          type: ['string', 'null'],
          enum: ['permitted', 'lacking', 'disabled', null],
          description:
            'Of the person who made it: `permitted` has all its permissions, `lacking` has not any more, `disabled` may not even sign in. The key works on in every case. Null: it was made at the terminal or by another key, or its maker was deleted.',
        }),
        lastUsedAt: NullableMoment,
        expiresAt: NullableMoment,
        expired: Type.Boolean(),
        rolledAt: NullableMoment,
        previousUntil: Type.Unsafe<string | null>({
          type: ['string', 'null'],
          format: 'date-time',
          description: 'Until then the secret before the last rolling works; null: it does not.',
        }),
      }),
    ),
    next: Type.Null(),
  }),
);

export const CreatedApiKey = Type.Object({
  id: Type.String(),
  key: Type.String({ description: 'The bearer key: shown here and never again.' }),
});
