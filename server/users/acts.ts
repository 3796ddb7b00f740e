/** What the acts on users take and give: shared by the door and the files behind it. */
import type { Caller } from '../kernel/caller.ts';
import type { SessionId, TenantId, UserId } from '../kernel/ids.ts';
import type { Mail } from '../mail/mail.ts';
import type { LockState } from '../passwords/lockout.ts';
import type { PasswordState, Passwords } from '../passwords/passwords.ts';
import type { PortalPasswordState, PortalPasswords } from '../passwords/portal.ts';
import type { PortalPasswordRules } from '../passwords/portal-rules.ts';
import type { Database, Transaction } from '../platform/database.ts';
import type { Settings } from '../tenants/setting-shapes.ts';
import type { Tenant } from '../tenants/tenants.ts';
import type { StationChoice } from './station.ts';
import type { User } from './user.ts';

export interface NewUser {
  readonly username: string;
  readonly email?: string | null;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly role: string;
  /** Names of teams to be a member of. */
  readonly teams?: readonly string[];
  readonly locale?: string | null;
  readonly extension?: string | null;
  readonly number?: string | null;
  readonly station?: StationChoice;
  /** Id of a schedule of their own; null = none. */
  readonly schedule?: string | null;
  /** What an identity provider calls them; unique in the organisation. */
  readonly externalId?: string | null;
  /** They may not enter yet: nothing is mailed to them. */
  readonly disabled?: boolean;
  /** Chosen by the creator; generated when absent. */
  readonly password?: string;
  /** Default true: opens only the page that chooses a new one (P3). */
  readonly temporary?: boolean;
}

export interface UserPatch {
  readonly username?: string;
  readonly email?: string | null;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly role?: string;
  /** Names of all teams to be in; who supervises one of them goes on supervising it. */
  readonly teams?: readonly string[];
  readonly status?: 'active' | 'inactive';
  readonly locale?: string | null;
  readonly extension?: string | null;
  readonly number?: string | null;
  readonly station?: StationChoice;
  /** Id of a schedule of their own; null = none. */
  readonly schedule?: string | null;
  /** What an identity provider calls them; null = nothing. */
  readonly externalId?: string | null;
}

/** Who changes whom. */
export interface ActOn {
  readonly tenant: Tenant;
  readonly caller: Caller;
  /** Of the user; whether it is one, and within reach, is judged by the act. */
  readonly id: string;
  /** The one the change was decided on; null = any. */
  readonly revision: number | null;
}

/** All that an identity provider may change of a user in one act. */
export interface UserProvision {
  readonly patch: UserPatch;
  readonly disabled?: boolean;
  /** Temporary, as any that is not its owner's choice. */
  readonly password?: string;
}

export interface CreatedUser {
  readonly user: User;
  /** Present only when nothing was mailed, and only this once (P2). */
  readonly temporaryPassword?: string;
}

export type PasswordChoice = { readonly generate: true } | { readonly password: string; readonly temporary: boolean };

export type PortalPasswordChoice = { readonly generate: true } | { readonly password: string };

/** What can be locked, each with a lock-out of its own. */
export type LockedCredential = 'web' | 'portal';

/** What became of the newest welcome mail. */
export interface WelcomeDelivery {
  readonly status: 'queued' | 'sent' | 'failed' | 'expired';
  /** When it was written. */
  readonly at: string;
  /** Why it has not arrived, as the mail server said it; null where nothing went wrong. */
  readonly reason: string | null;
}

/** What a person has of second factors; never a secret. */
export interface SecondFactorSummary {
  readonly totp: boolean;
  readonly passkeys: number;
  readonly recoveryCodes: number;
  /** They chose it themselves; where a factor is required it needs no choosing. */
  readonly emailCode: boolean;
  readonly trustedBrowsers: number;
  /** The passkeys by the names that their owner gave them. */
  readonly passkeyList: readonly {
    readonly name: string;
    readonly createdAt: string;
    readonly lastUsedAt: string | null;
  }[];
}

/** State of each credential of a person, and whether the first one reached them. */
export interface Credentials {
  readonly web: PasswordState & LockState;
  readonly portal: PortalPasswordState & { readonly rules: PortalPasswordRules };
  readonly secondFactor: SecondFactorSummary & {
    /** By the organisation, of their role. */
    readonly required: boolean;
    /** What the organisation allows. */
    readonly methods: Settings['secondFactor']['methods'];
  };
  /** Null when none was ever mailed, or so long ago that it is forgotten. */
  readonly welcome: WelcomeDelivery | null;
}

export interface UserPage {
  readonly items: readonly User[];
  readonly next: string | null;
}

export interface UsersOptions {
  readonly database: Database;
  readonly passwords: Passwords;
  readonly portal: PortalPasswords;
  readonly mail: Mail;
  /** What somebody has of second factors: told by the slice that owns them. */
  readonly secondFactorOf: (tx: Transaction, tenant: TenantId, user: UserId) => Promise<SecondFactorSummary>;
  /** Whether the organisation demands a second factor of a role: told by the slice that owns them. */
  readonly factorRequired: (setting: Settings['secondFactor'], role: string) => boolean;
  /** Whether the session's owner has just proved who they are: told by the slice that owns sessions. @throws Refusal recent_authentication_required */
  readonly assertRecent: (tx: Transaction, tenant: TenantId, session: SessionId) => Promise<void>;
  /** Told of what went wrong where nothing may stop for it. */
  readonly onError: (error: unknown) => void;
}
