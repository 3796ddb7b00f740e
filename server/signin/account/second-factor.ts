/**
 * One's own second factors, for people who are signed in: what is set up, authenticator app, passkeys, recovery
 * codes, the code by mail, trusted browsers. Every change needs recent authentication; what the organisation requires cannot be
 * removed.
 */
import { factorRequired, type OwnFactors } from '../../factors/due.ts';
import {
  chooseEmailCode,
  distrustBrowsers,
  type Factors,
  ownFactors,
  trustedBrowsersOf,
} from '../../factors/factors.ts';
import type { RegistrationResponse } from '../../factors/passkey-shapes.ts';
import type { PasskeyOffer, PasskeyView } from '../../factors/passkeys.ts';
import type { TotpEnrolment } from '../../factors/totp.ts';
import { type PasskeyId, parseId } from '../../kernel/ids.ts';
import { refuse } from '../../kernel/refusal.ts';
import type { Mail } from '../../mail/mail.ts';
import type { Database, Transaction } from '../../platform/database.ts';
import { assertRecent, endOpenedBy } from '../../sessions/sessions.ts';
import { displayName } from '../../users/user.ts';
import { assertAllowed, assertStillMet, changeFactors, type Owner } from '../second-factor/change.ts';

export interface SecondFactorOptions {
  readonly database: Database;
  readonly factors: Factors;
  readonly mail: Mail;
}

/** What a person has and may have. */
export interface SecondFactorState {
  readonly required: boolean;
  readonly methods: readonly ('email_code' | 'totp' | 'passkey')[];
  readonly totp: boolean;
  readonly passkeys: readonly PasskeyView[];
  readonly recoveryCodes: number;
  /** Chosen by the person; where a factor is required it is available without being chosen. */
  readonly emailCode: boolean;
  readonly hasEmail: boolean;
  readonly trustedBrowsers: number;
}

/** Recovery codes, made with the first factor and shown this once; null for whoever has some. */
export interface Added {
  readonly recoveryCodes: readonly string[] | null;
}

export interface SecondFactor {
  state(owner: Owner): Promise<SecondFactorState>;
  /** @throws Refusal recent_authentication_required, not_permitted */
  beginTotp(owner: Owner): Promise<TotpEnrolment>;
  /** @throws Refusal recent_authentication_required, code_incorrect, flow_step_invalid, not_permitted */
  confirmTotp(owner: Owner, code: string): Promise<Added>;
  /** @throws Refusal recent_authentication_required, second_factor_required, not_found */
  removeTotp(owner: Owner): Promise<void>;
  /** @throws Refusal recent_authentication_required, not_permitted */
  offerPasskey(owner: Owner): Promise<PasskeyOffer>;
  /** @throws Refusal recent_authentication_required, passkey_refused, not_permitted */
  addPasskey(
    owner: Owner,
    answer: { readonly challenge: string; readonly response: RegistrationResponse; readonly name: string | null },
  ): Promise<Added & { readonly id: PasskeyId }>;
  /** @throws Refusal recent_authentication_required, not_found */
  renamePasskey(owner: Owner, id: string, name: string): Promise<void>;
  /** Ends the sessions that it opened. @throws Refusal recent_authentication_required, second_factor_required, not_found */
  removePasskey(owner: Owner, id: string): Promise<void>;
  /** The old ones are dead. @returns ten, shown this once @throws Refusal recent_authentication_required */
  newRecoveryCodes(owner: Owner): Promise<string[]>;
  /** @throws Refusal recent_authentication_required, not_permitted, no_email_for_code, second_factor_required */
  chooseEmailCode(owner: Owner, on: boolean): Promise<void>;
  /** @throws Refusal recent_authentication_required */
  distrustBrowsers(owner: Owner): Promise<void>;
}

function passkeyIdOf(text: string): PasskeyId {
  const id = parseId<PasskeyId>(text);
  if (id === null) throw refuse('not_found');
  return id;
}

/** A name to find it by, where the person gave none: the browser that made it. */
function passkeyName(owner: Owner, given: string | null): string {
  return Array.from(given?.trim() || owner.caller.origin.browser || 'Passkey')
    .slice(0, 100)
    .join('');
}

/** With the first factor come recovery codes, so that losing it locks nobody out. */
async function firstRecoveryCodes(
  factors: Factors,
  tx: Transaction,
  { tenant, session }: Owner,
  own: OwnFactors,
): Promise<string[] | null> {
  return own.recoveryCodes > 0 ? null : factors.replaceRecoveryCodes(tx, { tenant: tenant.id, user: session.user_id });
}

function passkeyActs({ database, mail, factors }: SecondFactorOptions) {
  const { passkeys } = factors;
  const acts: Pick<SecondFactor, 'offerPasskey' | 'addPasskey' | 'renamePasskey' | 'removePasskey'> = {
    async offerPasskey({ tenant, session }) {
      assertAllowed(tenant, 'passkey');
      // Asked for now, so that nobody touches a key for nothing; asked again when it is added.
      await database.withTenant(tenant.id, (tx) => assertRecent(tx, tenant.id, session.id));
      const user = { id: session.user_id, username: session.username, displayName: displayName(session) };
      return passkeys.offerCreation(tenant, user, { flow: null, session: session.id });
    },
    async addPasskey(owner, { name: given, ...answer }) {
      const { tenant, session } = owner;
      assertAllowed(tenant, 'passkey');
      const place = { flow: null, session: session.id };
      const made = await passkeys.judgeCreation(tenant, session.user_id, place, answer);
      const name = passkeyName(owner, given);
      const change = {
        action: 'user.factor.add',
        details: { method: 'passkey', name },
        notice: 'passkey_added',
      } as const;
      return changeFactors({ database, mail }, owner, change, async (tx, own) => ({
        id: await passkeys.add(tx, tenant.id, session.user_id, made, name),
        recoveryCodes: await firstRecoveryCodes(factors, tx, owner, own),
      }));
    },
    async renamePasskey(owner, id, name) {
      const passkey = passkeyIdOf(id);
      const change = { action: 'user.factor.rename', details: { method: 'passkey', name }, notice: null } as const;
      await changeFactors({ database, mail }, owner, change, async (tx) => {
        if (!(await passkeys.rename(tx, owner.tenant.id, owner.session.user_id, passkey, name)))
          throw refuse('not_found');
      });
    },
    async removePasskey(owner, id) {
      const { tenant, session } = owner;
      const passkey = passkeyIdOf(id);
      const details = { method: 'passkey', id: passkey };
      const change = { action: 'user.factor.remove', details, notice: 'passkey_removed' } as const;
      await changeFactors({ database, mail }, owner, change, async (tx, own) => {
        const left = await passkeys.remove(tx, tenant.id, session.user_id, passkey);
        if (left === null) throw refuse('not_found');
        assertStillMet(owner, { ...own, passkey: left > 0 });
        await endOpenedBy(tx, tenant.id, session.user_id, passkey, session.id);
      });
    },
  };
  return acts;
}

function otherActs({ database, mail, factors }: SecondFactorOptions) {
  const acts: Pick<SecondFactor, 'newRecoveryCodes' | 'chooseEmailCode' | 'distrustBrowsers'> = {
    async newRecoveryCodes(owner) {
      const change = { action: 'user.recovery_codes.create', details: {}, notice: 'recovery_codes_new' } as const;
      return changeFactors({ database, mail }, owner, change, (tx) =>
        factors.replaceRecoveryCodes(tx, { tenant: owner.tenant.id, user: owner.session.user_id }),
      );
    },
    async chooseEmailCode(owner, on) {
      const { tenant, session } = owner;
      if (on) assertAllowed(tenant, 'email_code');
      if (on && session.email === null) throw refuse('no_email_for_code');
      const change = on
        ? ({ action: 'user.factor.add', details: { method: 'email_code' }, notice: 'email_code_on' } as const)
        : ({ action: 'user.factor.remove', details: { method: 'email_code' }, notice: 'email_code_off' } as const);
      await changeFactors({ database, mail }, owner, change, async (tx, own) => {
        await chooseEmailCode(tx, tenant.id, session.user_id, on);
        if (!on) assertStillMet(owner, { ...own, emailCode: false });
      });
    },
    async distrustBrowsers(owner) {
      const change = { action: 'user.trusted_browsers.forget', details: {}, notice: null } as const;
      await changeFactors({ database, mail }, owner, change, (tx) =>
        distrustBrowsers(tx, owner.tenant.id, owner.session.user_id),
      );
    },
  };
  return acts;
}

export function createSecondFactor(options: SecondFactorOptions): SecondFactor {
  const { database, mail, factors } = options;
  const { apps, passkeys } = factors;
  const userOf = ({ session }: Owner) => ({ id: session.user_id, username: session.username });
  return {
    ...passkeyActs(options),
    ...otherActs(options),
    async state({ tenant, session }) {
      const { own, items, trustedBrowsers } = await database.withTenant(tenant.id, async (tx) => ({
        own: await ownFactors(tx, tenant.id, session.user_id),
        items: await passkeys.list(tx, tenant.id, session.user_id),
        trustedBrowsers: await trustedBrowsersOf(tx, tenant.id, session.user_id),
      }));
      const { secondFactor } = tenant.settings;
      return {
        required: factorRequired(secondFactor, session.role_key),
        methods: secondFactor.methods,
        totp: own.totp,
        passkeys: items,
        recoveryCodes: own.recoveryCodes,
        emailCode: own.emailCode,
        hasEmail: session.email !== null,
        trustedBrowsers,
      };
    },
    async beginTotp(owner) {
      const { tenant, session } = owner;
      assertAllowed(tenant, 'totp');
      return database.withTenant(tenant.id, async (tx) => {
        await assertRecent(tx, tenant.id, session.id);
        return apps.begin(tx, { tenant, user: userOf(owner) }, session.id);
      });
    },
    async confirmTotp(owner, code) {
      const { tenant, session } = owner;
      assertAllowed(tenant, 'totp');
      const change = { action: 'user.factor.add', details: { method: 'totp' }, notice: 'totp_on' } as const;
      return changeFactors({ database, mail }, owner, change, async (tx, own) => {
        await apps.confirm(tx, { tenant, user: userOf(owner) }, session.id, code);
        return { recoveryCodes: await firstRecoveryCodes(factors, tx, owner, own) };
      });
    },
    async removeTotp(owner) {
      const change = { action: 'user.factor.remove', details: { method: 'totp' }, notice: 'totp_off' } as const;
      await changeFactors({ database, mail }, owner, change, async (tx, own) => {
        if (!(await apps.remove(tx, owner.tenant.id, owner.session.user_id))) throw refuse('not_found');
        assertStillMet(owner, { ...own, totp: false });
      });
    },
  };
}
