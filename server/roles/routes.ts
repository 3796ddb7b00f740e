/** GET /api/v1/roles: what each role may do. */
import { Type } from 'typebox';
import { refuse } from '../kernel/refusal.ts';
import type { Database } from '../platform/database.ts';
import { callerOf, type Http } from '../platform/http.ts';
import { listRoles } from './roles.ts';

const RoleList = Type.Object({
  items: Type.Array(
    Type.Object({
      id: Type.String(),
      key: Type.String(),
      name: Type.String(),
      builtIn: Type.Boolean(),
      home: Type.String({ description: 'Path that follows a sign-in.' }),
      permissions: Type.Array(Type.String()),
    }),
  ),
  next: Type.Null(),
});

export function roleRoutes(http: Http, database: Database): void {
  const schema = {
    tags: ['roles'],
    summary: 'Roles and what they permit',
    querystring: Type.Object({}, { additionalProperties: false }),
    response: { 200: RoleList },
  };
  http.get('/api/v1/roles', { schema }, async (request) => {
    const caller = callerOf(request);
    if (!caller.permissions.has('roles:read')) throw refuse('not_permitted');
    const rows = await database.withTenant(caller.tenant, (tx) => listRoles(tx, caller.tenant));
    const items = rows.map((row) => ({
      id: row.id,
      key: row.key,
      name: row.name,
      builtIn: row.built_in,
      home: row.home,
      permissions: row.permissions,
    }));
    return { items, next: null };
  });
}
