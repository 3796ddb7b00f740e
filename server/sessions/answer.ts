/** Who is signed in, as their own pages and programs are told. */
import type { Tenant } from '../tenants/tenants.ts';
import { displayName } from '../users/user.ts';
import type { SessionRow } from './store.ts';

const dayMs = 86_400_000;

function sessionView(session: SessionRow, tenant: Tenant): object {
  const maxAge = tenant.settings.passwordPolicy.maxAgeDays;
  return {
    user: {
      id: session.user_id,
      username: session.username,
      email: session.email,
      firstName: session.first_name,
      lastName: session.last_name,
      displayName: displayName(session),
      locale: session.locale,
    },
    role: { key: session.role_key, name: session.role_name, permissions: session.permissions },
    // Operators belong to no organisation: their pages carry the product's name and the browser's time zone.
    organization:
      tenant.kind === 'operators'
        ? null
        : {
            slug: tenant.slug,
            name: tenant.name,
            timeZone: tenant.timeZone,
            locale: tenant.locale,
            branding: tenant.settings.branding,
          },
    home: session.role_home,
    session: {
      id: session.id,
      since: session.created_at.toISOString(),
      idleExpiresAt: new Date(session.last_seen_at.getTime() + session.idle_minutes * 60_000).toISOString(),
      absoluteExpiresAt: session.absolute_expires_at.toISOString(),
    },
    seat: session.seat_since === null ? null : { since: session.seat_since.toISOString() },
    station: session.station === null ? null : { id: session.station, mode: session.station_mode },
    passwordExpiresAt:
      maxAge === null ? null : new Date(session.password_changed_at.getTime() + maxAge * dayMs).toISOString(),
  };
}

/** Answers of rows in memory. A row and a tenant never change: what is read anew is another object. */
const answers = new WeakMap<SessionRow, { readonly tenant: Tenant; readonly text: string }>();

/** What /api/v1/session answers of a session, as JSON. */
export function sessionText(session: SessionRow, tenant: Tenant): string {
  const known = answers.get(session);
  if (known?.tenant === tenant) return known.text;
  const text = JSON.stringify(sessionView(session, tenant));
  answers.set(session, { tenant, text });
  return text;
}
