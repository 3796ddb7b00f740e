/** /api/v1/session/station: entering a station when it was released, another one, or giving it up (T1, T3). */
import { Type } from 'typebox';
import { record } from '../../audit/audit.ts';
import type { Database, Transaction } from '../../platform/database.ts';
import { callerOf, type Http } from '../../platform/http/http.ts';
import { closed, Done } from '../../platform/http/shapes.ts';
import { sessionOf } from '../../sessions/routes.ts';
import { releaseStation, takeStation, tellStation } from '../../stations/stations.ts';

const Given = Type.Object({ station: Type.String({ maxLength: 100, description: '1 to 10 digits.' }) }, closed);

export function sessionStationRoutes(http: Http, database: Database): void {
  const tags = ['session'];
  type Request = Parameters<typeof sessionOf>[0];

  /** @param station null = none any more */
  async function changed(request: Request, tx: Transaction, station: string | null): Promise<void> {
    const { user_id: user, username } = sessionOf(request);
    await tellStation(tx, request.tenant.id, user, station);
    const target = { kind: 'user', id: user, name: username };
    await record(tx, callerOf(request), { action: 'session.station', target, details: { station } });
  }

  http.put(
    '/api/v1/session/station',
    {
      schema: {
        tags,
        summary: 'Enter a station; the one held until now is free again',
        body: Given,
        response: { 204: Done },
      },
    },
    async (request, reply) => {
      const { user_id: id } = sessionOf(request);
      const { station } = request.body;
      const { tenant } = request;
      await database.withTenant(tenant.id, async (tx) => {
        await takeStation(tx, tenant, { id }, station);
        await changed(request, tx, station);
      });
      return reply.code(204).send();
    },
  );
  http.delete(
    '/api/v1/session/station',
    { schema: { tags, summary: 'Give the station up', response: { 204: Done } } },
    async (request, reply) => {
      const { user_id: user } = sessionOf(request);
      await database.withTenant(request.tenant.id, async (tx) => {
        if ((await releaseStation(tx, request.tenant.id, user)) !== null) await changed(request, tx, null);
      });
      return reply.code(204).send();
    },
  );
}
