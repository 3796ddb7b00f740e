// A supervisor and whom they supervise.
import { sql } from 'kysely';
import { newId, type TeamId } from '../../server/kernel/ids.ts';
import type { SettingsPatch } from '../../server/tenants/setting-shapes.ts';
import type { Tenant } from '../../server/tenants/tenants.ts';
import type { TestApp } from './app.ts';
import { rows } from './attack.ts';

/** An organisation with a supervisor, Sue, of Ana and of the administrator Bo; Cy is in nobody's team. Nobody has an address. */
export async function teamOf(
  app: TestApp,
  slug: string,
  settings: SettingsPatch = {},
): Promise<{ tenant: Tenant; ids: Record<string, string> }> {
  const secondFactor = { required: ['agent'], methods: ['email_code' as const] };
  const tenant = await app.organization(slug, { secondFactor, ...settings });
  const ids: Record<string, string> = {};
  for (const [username, role] of Object.entries({ sue: 'supervisor', ana: 'agent', bo: 'administrator', cy: 'agent' }))
    ids[username] = (await app.user(tenant, username, { role })).id;
  const team = newId<TeamId>();
  await rows(app, sql`INSERT INTO teams (tenant_id, id, name) VALUES (${tenant.id}, ${team}, 'Morning')`);
  await rows(
    app,
    sql`INSERT INTO team_members (tenant_id, team_id, user_id, supervises)
      SELECT tenant_id, ${team}, id, username = 'sue' FROM users WHERE tenant_id = ${tenant.id} AND username <> 'cy'`,
  );
  return { tenant, ids };
}
