/** GET /api/v1/users/export: everybody of the organisation as a file (M1). */
import { Type } from 'typebox';
import type { Database } from '../../platform/database.ts';
import { callerOf, type Http } from '../../platform/http/http.ts';
import { sendDownload } from '../../platform/http/stream-out.ts';
import { exportUsers } from './export.ts';

const ExportQuery = Type.Object(
  { format: Type.Optional(Type.Union([Type.Literal('csv'), Type.Literal('ndjson')])) },
  { additionalProperties: false },
);
const types = { csv: 'text/csv; charset=utf-8', ndjson: 'application/x-ndjson' } as const;

export function userExportRoutes(http: Http, database: Database): void {
  http.get(
    '/api/v1/users/export',
    // A HEAD would read everybody and hand them to nobody.
    {
      exposeHeadRoute: false,
      schema: { tags: ['users'], summary: 'Everybody, by username, as CSV or NDJSON', querystring: ExportQuery },
    },
    async (request, reply) => {
      const { format = 'csv' } = request.query;
      const { tenant } = request;
      await sendDownload(request, reply, { type: types[format], name: `people.${format}` }, (output, begin) =>
        exportUsers(database, tenant, callerOf(request), { format, output, begin }),
      );
    },
  );
}
