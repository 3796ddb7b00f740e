/** /api/v1/session/portal-password: one's own digits for the voice portal (P8). Translates only. */
import { Type } from 'typebox';
import { callerOf, type Http } from '../platform/http/http.ts';
import { RateBudget } from '../platform/http/rate-budget.ts';
import { closed, Done } from '../platform/http/shapes.ts';
import { OwnPortalPasswordAnswer } from '../users/schemas.ts';
import type { Users } from '../users/users.ts';
import { sessionOf } from './routes.ts';

const Body = Type.Object({ password: Type.String({ maxLength: 100, description: 'Digits.' }) }, closed);

/**
 * Each costs a hash and a mail, and asks for no password that the lock-out would count. Nobody who looks for digits that the rules
 * accept meets this.
 */
const settingLimits = { burst: 10, perSecond: 1 / 30, keysMax: 10_000 } as const;

export function portalPasswordRoutes(http: Http, users: Users): void {
  const settings = new RateBudget(settingLimits);
  const tags = ['session'];
  http.get(
    '/api/v1/session/portal-password',
    {
      schema: {
        tags,
        summary: 'State of the own portal password, and the rules for a new one',
        response: { 200: OwnPortalPasswordAnswer },
      },
    },
    (request) => users.ownPortalPassword(request.tenant, callerOf(request), sessionOf(request).user_id),
  );
  http.put(
    '/api/v1/session/portal-password',
    {
      schema: {
        tags,
        summary: 'Set the own portal password; asks for recent authentication',
        body: Body,
        response: { 204: Done },
      },
    },
    async (request, reply) => {
      const { user_id: user } = sessionOf(request);
      // By person, not by session: another session is no way to more of them.
      settings.spend(user);
      await users.setOwnPortalPassword(request.tenant, callerOf(request), user, request.body.password);
      return reply.code(204).send();
    },
  );
}
