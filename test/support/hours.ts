// People with access schedules: an organisation, its administrator and Ana, and a clock that tests move (never PostgreSQL's).
import assert from 'node:assert/strict';
import { sql } from 'kysely';
import type { UserId } from '../../server/kernel/ids.ts';
import type { SettingsPatch } from '../../server/tenants/setting-shapes.ts';
import type { Tenant } from '../../server/tenants/tenants.ts';
import { goodPassword, type TestApp, testApp } from './app.ts';
import { rows, signedIn } from './attack.ts';
import type { Answer, Browser } from './browser.ts';

const zone = 'Europe/Lisbon';
/** A working day, on which `office` is open from 09:00 to 17:30, as on the next. */
export const wednesday = '2026-11-25';
export const thursday = '2026-11-26';
export const office = {
  name: 'Office',
  windows: [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '17:30' }],
  exceptions: [],
};

export interface Place {
  readonly tenant: Tenant;
  readonly admin: Browser;
  readonly ana: UserId;
}

/** A server whose clock for schedules is moved. */
export class Hours {
  readonly app: TestApp;
  readonly #clock: { offsetMs: number };

  static async start(): Promise<Hours> {
    const clock = { offsetMs: 0 };
    return new Hours(await testApp({ clockOffsetMs: () => clock.offsetMs }), clock);
  }

  constructor(app: TestApp, clock: { offsetMs: number }) {
    this.app = app;
    this.#clock = clock;
  }

  /** Makes it this wall time in Lisbon, where organisations of tests are; null = the time it is. */
  setClock(wall: string | null): void {
    const moment = wall === null ? Date.now() : Temporal.ZonedDateTime.from(`${wall}[${zone}]`).epochMilliseconds;
    this.#clock.offsetMs = moment - Date.now();
  }

  async place(slug: string, settings: SettingsPatch = {}): Promise<Place> {
    const tenant = await this.app.organization(slug, settings);
    const admin = await signedIn(this.app, tenant, 'admin', 'administrator');
    const { id } = await this.app.user(tenant, 'ana');
    return { tenant, admin, ana: id as UserId }; // the API gives ids as texts
  }

  async assign({ admin, ana }: Place, schedule: string | null): Promise<void> {
    const answer = await admin.json('PATCH', `/api/v1/users/${ana}`, { schedule });
    assert.equal(answer.status, 200, answer.text);
  }

  /** The same, long ago: nobody has a minute left of it. */
  async assignLongAgo(where: Place, schedule: string): Promise<void> {
    await this.assign(where, schedule);
    await this.forgetChange(where);
  }

  /** A change of hours becomes older than the minute that it leaves. */
  async forgetChange({ tenant }: Place): Promise<void> {
    await rows(
      this.app,
      sql`WITH all_of_it AS (UPDATE tenants SET schedules_changed_at = schedules_changed_at - interval '1 minute' WHERE id = ${tenant.id})
        UPDATE users SET schedule_changed_at = schedule_changed_at - interval '1 minute' WHERE tenant_id = ${tenant.id}`,
    );
    this.app.app.house.listener.hear({ kind: 'tenant', tenant: tenant.id });
  }

  signIn({ tenant }: Place, browser = this.app.browser(tenant.slug)): Promise<Answer> {
    return browser.signIn('ana', goodPassword);
  }

  /** A browser in which Ana has signed in. */
  async inside(where: Place): Promise<Browser> {
    const browser = this.app.browser(where.tenant.slug);
    const answer = await this.signIn(where, browser);
    assert.equal(answer.status, 200, answer.text);
    return browser;
  }

  async close(): Promise<void> {
    await this.app.close();
  }
}

/** Creates a schedule. @returns its id */
export async function made(admin: Browser, body: object = office): Promise<string> {
  const answer = await admin.json('POST', '/api/v1/schedules', body);
  assert.equal(answer.status, 201, answer.text);
  return answer.json<{ id: string }>().id;
}
