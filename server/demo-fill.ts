/** Fills an empty installation with the demo, through the doors that everybody uses; what a broken-off start left is completed. */
import type { App } from './app.ts';
import { type DemoOrganization, type DemoPerson, demoOrganizations, demoPeople } from './demo-people.ts';
import { ensureRoles, ensureTeams } from './demo-places.ts';
import { commandLineCaller } from './kernel/caller.ts';
import type { UserId } from './kernel/ids.ts';
import { Refusal } from './kernel/refusal.ts';
import { temporaryPassword } from './passwords/temporary.ts';
import { refreshStatistics } from './platform/planner-statistics.ts';
import { defaultSettings } from './tenants/setting-defaults.ts';
import type { SettingsPatch } from './tenants/setting-shapes.ts';
import { operatorsTenantId, type Tenant } from './tenants/tenants.ts';
import type { NewUser } from './users/users.ts';

export interface Credential {
  readonly role: string;
  readonly identifier: string;
  readonly password: string;
  readonly note: string;
}

/** What is printed: everybody's password was generated for this installation. */
export interface DemoCredentials {
  readonly operator: { readonly address: string; readonly identifier: string; readonly password: string };
  readonly organizations: readonly {
    readonly name: string;
    readonly address: string;
    /** What to try there. */
    readonly hint?: string;
    readonly people: readonly Credential[];
  }[];
}

type DemoUser = NewUser & { readonly password: string; readonly temporary: boolean };

/** People created at once: enough to keep the hashing pool busy. */
const workers = 8;

/** Whether it was there to be found. */
async function unlessRefused<Found>(
  code: 'slug_taken' | 'not_found',
  act: () => Promise<Found>,
): Promise<Found | null> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof Refusal && error.code === code) return null;
    throw error;
  }
}

/** The user with this password: made, or given it, if a first start that was broken off had made them. */
async function ensureUser({ house }: App, tenant: Tenant, wanted: DemoUser): Promise<UserId> {
  const { users } = house;
  const caller = commandLineCaller(tenant.id);
  const { username, password, temporary } = wanted;
  const find = (): Promise<UserId> => users.findByIdentifier(tenant, username);
  const known = await unlessRefused('not_found', find);
  if (known === null) await users.create(tenant, caller, wanted);
  else await users.setPassword(tenant, caller, known, { password, temporary });
  return known ?? find();
}

async function ensureOrganization({ house }: App, wanted: DemoOrganization): Promise<Tenant> {
  const { slug, name, seats, timeZone, settings } = wanted;
  const operator = commandLineCaller(operatorsTenantId);
  await unlessRefused('slug_taken', () =>
    house.organizations.create(operator, { slug, name, seats, seatlessRoles: true, timeZone }),
  );
  const tenant = await house.tenants.bySlug(slug);
  // No CAPTCHA yet: whoever locks people below would have to solve it.
  const open: SettingsPatch = { ...settings, signIn: { ...settings.signIn, captcha: 'off' } };
  return house.tenants.changeSettings(commandLineCaller(tenant.id), open, null);
}

async function closeOrganization({ house }: App, tenant: Tenant, { settings }: DemoOrganization): Promise<void> {
  const signIn = { captcha: defaultSettings.signIn.captcha, ...settings.signIn };
  await house.tenants.changeSettings(commandLineCaller(tenant.id), { signIn }, null);
}

/** Five wrong passwords through the front door: the lock-out, its mail and its audit entries are real. */
async function lock(app: App, tenant: Tenant, identifier: string): Promise<void> {
  for (let attempt = 1; attempt <= tenant.settings.lockout.threshold; attempt += 1) {
    await app.http.inject({
      method: 'POST',
      url: '/api/v1/sign-in',
      // From elsewhere (RFC 5737): the failures must not count against whoever tries the demo.
      remoteAddress: '203.0.113.24',
      headers: { host: new URL(tenant.origin).host },
      payload: { identifier, password: `not the password ${attempt}` },
    });
  }
}

function identifierOf(tenant: Tenant, person: DemoPerson): string {
  return tenant.settings.signIn.identifier === 'email' ? (person.email ?? person.username) : person.username;
}

/** Where a sign-in leads, or what it asks for on the way. */
function placeNote(tenant: Tenant, { role, station }: DemoPerson): string | null {
  if (role === 'quality') return 'a role of the organisation’s own, which lands on Connected';
  const [range] = tenant.settings.stations.ranges;
  if (role !== 'agent' || range === undefined) return null;
  return station === undefined ? `asks for a station: ${range.from} to ${range.to}` : `has station ${station.id}`;
}

function codeNote(tenant: Tenant, { email }: DemoPerson): string | null {
  if (tenant.settings.secondFactor.required === 'nobody') return null;
  return email === null ? 'no e-mail: where would the code go?' : 'asks for a code by mail';
}

/** What whoever tries these credentials should expect. */
function noteOf(tenant: Tenant, person: DemoPerson): string {
  if (person.state === 'temporary') return 'temporary: asks for a new one';
  if (person.state === 'disabled') return 'disabled: is refused';
  if (person.state === 'locked') return 'locked: too many failed attempts';
  return [codeNote(tenant, person), placeNote(tenant, person)].filter((note) => note !== null).join('; ');
}

interface Filled {
  readonly id: UserId;
  readonly credential: Credential;
}

async function ensurePerson(app: App, tenant: Tenant, person: DemoPerson): Promise<Filled> {
  const { users } = app.house;
  const caller = commandLineCaller(tenant.id);
  const { state, shown: _, team: __, ...names } = person;
  const temporary = state === 'temporary';
  const password = temporaryPassword(tenant.settings.passwordPolicy);
  const id = await ensureUser(app, tenant, { ...names, password, temporary });
  if (state === 'disabled') await users.setDisabled(tenant, caller, id, true);
  if (state === 'inactive') await users.update(tenant, caller, id, { status: 'inactive' }, null);
  const identifier = identifierOf(tenant, person);
  return { id, credential: { role: person.role, identifier, password, note: noteOf(tenant, person) } };
}

async function fillOrganization(app: App, wanted: DemoOrganization): Promise<DemoCredentials['organizations'][number]> {
  const tenant = await ensureOrganization(app, wanted);
  await ensureRoles(app, tenant, wanted);
  const people = demoPeople(wanted);
  const shown = new Map<DemoPerson, Credential>();
  const ids = new Map<DemoPerson, UserId>();
  const queue = people.values();
  // Each worker takes the next person from the one iterator.
  await Promise.all(
    Array.from({ length: workers }, async () => {
      for (const person of queue) {
        const { id, credential } = await ensurePerson(app, tenant, person);
        ids.set(person, id);
        if (person.shown) shown.set(person, credential);
      }
    }),
  );
  await ensureTeams(app, tenant, ids);
  for (const person of people.filter((one) => one.state === 'locked'))
    await lock(app, tenant, identifierOf(tenant, person));
  await closeOrganization(app, tenant, wanted);
  const credentials = people.flatMap((person) => shown.get(person) ?? []);
  const hint = wanted.hint === undefined ? {} : { hint: wanted.hint };
  return { name: wanted.name, address: `${tenant.origin}/sign-in`, ...hint, people: credentials };
}

/** The organisations, the people, then the operator: whose presence says that the demo is complete. */
export async function fillDemo(app: App): Promise<DemoCredentials> {
  const organizations: DemoCredentials['organizations'][number][] = [];
  for (const wanted of demoOrganizations) organizations.push(await fillOrganization(app, wanted));
  const tenant = await app.house.tenants.byId(operatorsTenantId);
  const password = temporaryPassword(tenant.settings.passwordPolicy);
  const identifier = 'operator';
  await ensureUser(app, tenant, { username: identifier, role: 'operator', password, temporary: false });
  await refreshStatistics(app.house.database);
  return { operator: { address: `${tenant.origin}/operator/sign-in`, identifier, password }, organizations };
}
