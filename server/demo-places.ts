/** What the demo's organisations have besides people: a role of their own, working hours, teams, and where stations are asked for. */
import type { App } from './app.ts';
import type { DemoOrganization, DemoPerson } from './demo-people.ts';
import { commandLineCaller } from './kernel/caller.ts';
import type { UserId } from './kernel/ids.ts';
import type { NewRole } from './roles/change.ts';
import type { NewSchedule } from './schedules/change.ts';
import type { Tenant } from './tenants/tenants.ts';

/** Listens in and looks on, takes no seat, and lands where the work is. */
const quality: NewRole = {
  key: 'quality',
  name: 'Quality',
  home: '/console/connected',
  permissions: ['users:read', 'roles:read', 'teams:read', 'schedules:read', 'seats:read'],
  usesSeat: false,
};

const everyDay = [1, 2, 3, 4, 5, 6, 7];
/** Of every three teams the second works by day and the third by night; the first at any hour, so that the demo can be tried. */
const shifts: readonly (NewSchedule | null)[] = [
  null,
  {
    name: 'Day shift',
    windows: [{ days: [1, 2, 3, 4, 5, 6], from: '08:00', to: '20:00' }],
    exceptions: [
      { date: '2026-12-24', from: '08:00', to: '14:00' },
      { date: '2026-12-25', closed: true },
      { date: '2027-01-01', closed: true },
    ],
  },
  { name: 'Night shift', windows: [{ days: everyDay, from: '20:00', to: '08:00' }], exceptions: [] },
];

/** Makes the role, and lets agents be asked for a station where the organisation has some. */
export async function ensureRoles({ house }: App, tenant: Tenant, { settings }: DemoOrganization): Promise<void> {
  const caller = commandLineCaller(tenant.id);
  const roles = await house.roles.list(caller);
  if (!roles.some(({ key }) => key === quality.key)) await house.roles.create(caller, quality);
  const agent = roles.find(({ key }) => key === 'agent');
  const stationRequired = settings.stations !== undefined;
  if (agent) await house.roles.update(caller, agent.id, { stationRequired }, null);
}

/** Ids of the schedules, in the order of `shifts`. */
async function ensureShifts({ house }: App, tenant: Tenant): Promise<(string | null)[]> {
  const caller = commandLineCaller(tenant.id);
  const known = await house.schedules.list(caller);
  const ids: (string | null)[] = [];
  for (const shift of shifts) {
    const found = shift === null ? null : known.find(({ name }) => name === shift.name);
    ids.push(shift === null ? null : (found?.id ?? (await house.schedules.create(caller, shift)).schedule.id));
  }
  return ids;
}

/** Puts everybody into their team, whose supervisors supervise it. */
export async function ensureTeams(app: App, tenant: Tenant, ids: ReadonlyMap<DemoPerson, UserId>): Promise<void> {
  const { teams } = app.house;
  const caller = commandLineCaller(tenant.id);
  const schedules = await ensureShifts(app, tenant);
  const { items } = await teams.list(caller, { limit: 200, cursor: null, search: null });
  for (const [name, people] of Map.groupBy(ids.keys(), ({ team }) => team)) {
    if (name === null) continue;
    const schedule = schedules[(Number(name.replace(/\D/g, '')) - 1) % schedules.length] ?? null;
    const known = items.find((team) => team.name === name);
    const { id } = known ?? (await teams.create(caller, { name, schedule })).team;
    for (const supervises of [false, true]) {
      const part = people.filter(({ role }) => (role === 'supervisor') === supervises);
      const users = part.flatMap((person) => ids.get(person) ?? []);
      if (users.length > 0) await teams.put(caller, id, users, supervises);
    }
  }
}
