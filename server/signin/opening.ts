/** The end of a sign-in that succeeded: the session, its audit entry, the mail about a new browser, in the caller's transaction. */
import type { RawBuilder } from 'kysely';
import { type Caller, nobodyCaller, type Origin } from '../kernel/caller.ts';
import { type BrowserId, type FlowId, newId, type SessionId } from '../kernel/ids.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Bucket } from '../passwords/lockout.ts';
import type { Transaction } from '../platform/database.ts';
import type { Tenant } from '../tenants/tenants.ts';
import { type DeviceEntry, withDevice } from './device-cookie.ts';
import type { Facts } from './machine.ts';
import { noticeOf } from './notices.ts';
import type { Outcome, SignInOptions, SignInRequest } from './outcome.ts';
import { mayOpen } from './return-to.ts';
import type { PersonRow } from './store.ts';

/** What opening the session needs, whichever way it was reached. */
export interface Opening {
  readonly tenant: Tenant;
  readonly origin: Origin;
  readonly browserId: BrowserId;
  readonly devices: readonly DeviceEntry[];
  readonly replaces: SignInRequest['replaces'];
  readonly client: 'browser' | 'native';
  readonly returnTo: string | null;
  readonly flow: FlowId;
}

/** What the machine decides from, once the password was right; `locked` is about the bucket it was presented in. */
export function factsOf(tenant: Tenant, person: PersonRow, locked: boolean): Facts {
  return {
    standing: {
      organizationSuspended: tenant.status === 'suspended',
      disabled: person.disabled,
      inactive: person.status === 'inactive',
      locked,
    },
    temporaryExpired: person.temporary_expired,
    passwordMustChange: person.temporary === true || person.too_old,
  };
}

/** The person as the actor of their own sign-in. */
export function personCaller(tenant: Tenant, person: Pick<PersonRow, 'id' | 'username'>, origin: Origin): Caller {
  const kind = tenant.kind === 'operators' ? 'operator' : 'user';
  return { ...nobodyCaller(tenant.id, origin), kind, id: person.id, name: person.username };
}

/** True when nothing but the session's own statement belongs to its opening: it can be a transaction by itself. */
export function opensAlone(opening: Opening, person: PersonRow): boolean {
  return opening.replaces === null && noticeOf(opening.tenant, person, opening.devices, opening.origin) === null;
}

/**
 * Opens the session.
 * @param erasing SQL of what is erased with it; null = nothing
 * @throws Refusal flow_expired when the password that was judged is not the current one any more
 */
export async function openSession(
  { sessions, mail }: SignInOptions,
  tx: Transaction,
  opening: Opening,
  person: PersonRow,
  revision: number,
  bucket: Bucket,
  erasing: RawBuilder<unknown> | null = null,
): Promise<Outcome> {
  const { tenant, origin, devices, browserId, replaces, client } = opening;
  const id = newId<SessionId>();
  const session = await sessions.open(tx, {
    tenant,
    id,
    user: person.id,
    caller: { ...personCaller(tenant, person, origin), session: id },
    kind: client,
    browserId,
    origin,
    passwordRevision: revision,
    replaces,
    erasing,
  });
  if (session === null) throw refuse('flow_expired');
  const notice = noticeOf(tenant, person, devices, origin);
  if (notice !== null) await mail.send(tx, notice);
  const known = bucket.bucket.startsWith('browser:') ? bucket.bucket.slice('browser:'.length) : newId<BrowserId>();
  return {
    next: 'done',
    flow: opening.flow,
    token: session.token,
    home: person.role_home,
    returnTo: opening.returnTo !== null && mayOpen(opening.returnTo, person.permissions) ? opening.returnTo : null,
    client,
    devices: withDevice(devices, { user: person.id, browser: known }),
  };
}
