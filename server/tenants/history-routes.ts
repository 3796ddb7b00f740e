/** /api/v1/settings/history: what was changed in the settings, and bringing it back (M5). */
import { Type } from 'typebox';
import { callerOf, type Http } from '../platform/http/http.ts';
import { entityTag, IfMatch, ifMatch } from '../platform/http/if-match.ts';
import { ById, closed, NoBody } from '../platform/http/shapes.ts';
import type { HistoryPage } from './history.ts';
import { Settings } from './setting-shapes.ts';
import { shownSettings } from './settings.ts';
import type { Tenants } from './tenants.ts';

const schema = { tags: ['settings'] };
const NullableString = Type.Unsafe<string | null>({ type: ['string', 'null'] });
const HistoryParameters = Type.Object(
  {
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
    cursor: Type.Optional(Type.String({ maxLength: 36 })),
  },
  closed,
);
const AnyValue = Type.Unknown({ description: 'Its value. A secret is `********`, an image `(image)`.' });
// Unsafe names the type that the door returns: the same fields, but read-only.
const HistoryAnswer = Type.Unsafe<HistoryPage>(
  Type.Object({
    items: Type.Array(
      Type.Object({
        id: Type.String(),
        at: Type.String({ format: 'date-time' }),
        actor: Type.Object({ kind: Type.String(), id: NullableString, name: NullableString }),
        changes: Type.Array(
          Type.Object({
            setting: Type.String({ description: 'Like `sessions.idleMinutes`.' }),
            from: AnyValue,
            to: AnyValue,
          }),
        ),
        restorable: Type.Boolean({ description: 'False where only a secret was changed.' }),
      }),
    ),
    next: NullableString,
  }),
);

export function historyRoutes(http: Http, tenants: Tenants): void {
  http.get(
    '/api/v1/settings/history',
    {
      schema: {
        ...schema,
        summary: 'What was changed, by whom, from what to what, newest first: the last 1,000 changes',
        querystring: HistoryParameters,
        response: { 200: HistoryAnswer },
      },
    },
    (request) => tenants.settingsHistory(callerOf(request), { ...request.query, limit: request.query.limit ?? 50 }),
  );
  http.post(
    '/api/v1/settings/history/:id/restore',
    {
      schema: {
        ...schema,
        summary: 'Set what this change had replaced, but for secrets, which nobody can read',
        headers: IfMatch,
        params: ById,
        body: NoBody,
        response: { 200: Settings },
      },
    },
    async (request, reply) => {
      const revision = ifMatch(request.headers['if-match']);
      const tenant = await tenants.restoreSettings(callerOf(request), request.params.id, revision);
      return reply.header('etag', entityTag(tenant.revision)).send(shownSettings(tenant.settings));
    },
  );
}
