/** /api/v1/stations: who has which number; assigning, taking back, releasing (T2, T3). */
import { Type } from 'typebox';
import { callerOf, type Http } from '../platform/http/http.ts';
import { closed, Done, NoBody } from '../platform/http/shapes.ts';
import type { Stations } from './stations.ts';

const tags = ['stations'];
const ByNumber = Type.Object({ station: Type.String({ maxLength: 100 }) }, closed);
const Person = Type.Unsafe<{ id: string; username: string; name: string } | null>({
  anyOf: [Type.Object({ id: Type.String(), username: Type.String(), name: Type.String() }), Type.Null()],
});
const StationPage = Type.Object({
  items: Type.Array(
    Type.Object({
      station: Type.String({ description: 'Digits; leading zeros count.' }),
      assignedTo: Person,
      heldBy: Person,
      heldSince: Type.Unsafe<string | null>({ type: ['string', 'null'], format: 'date-time' }),
    }),
  ),
  next: Type.Unsafe<string | null>({ type: ['string', 'null'] }),
});
const ListQuery = Type.Object(
  {
    search: Type.Optional(Type.String({ maxLength: 200, description: 'Beginning of a number, a username or a name.' })),
    cursor: Type.Optional(Type.String({ maxLength: 10 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  },
  closed,
);

export function stationRoutes(http: Http, stations: Stations): void {
  http.get(
    '/api/v1/stations',
    {
      schema: {
        tags,
        summary: 'Stations that are assigned or in use; a supervisor sees those of their teams',
        querystring: ListQuery,
        response: { 200: StationPage },
      },
    },
    (request) => {
      const { limit = 50, cursor, search } = request.query;
      return stations.list(callerOf(request), { limit, cursor: cursor ?? null, search: search?.trim() || null });
    },
  );
  http.put(
    '/api/v1/stations/:station',
    {
      schema: {
        tags,
        summary: 'Assign a station to a user: nobody else can take it',
        params: ByNumber,
        body: Type.Object({ userId: Type.String({ maxLength: 100 }) }, closed),
        response: { 204: Done },
      },
    },
    async (request, reply) => {
      await stations.assign(request.tenant, callerOf(request), request.params.station, request.body.userId);
      return reply.code(204).send();
    },
  );
  http.delete(
    '/api/v1/stations/:station',
    {
      schema: {
        tags,
        summary: 'Take a station back from the user it is assigned to; who is at it stays until they leave',
        params: ByNumber,
        body: NoBody,
        response: { 204: Done },
      },
    },
    async (request, reply) => {
      await stations.unassign(request.tenant, callerOf(request), request.params.station);
      return reply.code(204).send();
    },
  );
  http.delete(
    '/api/v1/stations/:station/holder',
    {
      schema: {
        tags,
        summary: 'Release a station: whoever is at it is asked for one again, and stays signed in',
        params: ByNumber,
        body: NoBody,
        response: { 204: Done },
      },
    },
    async (request, reply) => {
      await stations.release(request.tenant, callerOf(request), request.params.station);
      return reply.code(204).send();
    },
  );
}
