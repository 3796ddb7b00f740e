/**
 * Passkeys (F4): making one, proving one as a second factor or again in a session, and signing in with one alone. Each ceremony
 * takes its challenge in a transaction of its own and checks the answer outside any; what it proved is then noted in the
 * caller's transaction, where the guarded statements decide.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { newId, type PasskeyChallengeId, type PasskeyId, parseId, type TenantId, type UserId } from '../kernel/ids.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Database, Transaction } from '../platform/database.ts';
import {
  type NewPasskey,
  type PasskeyCredential,
  type PasskeyOptions,
  passkeyAsserted,
  passkeyCreated,
  passkeyCreationOptions,
  passkeyRequestOptions,
  relyingPartyOf,
} from './passkey-ceremony.ts';
import type { AssertionResponse, RegistrationResponse } from './passkey-shapes.ts';
import {
  type ChallengePlace,
  challengeEnd,
  challengeInsert,
  challengeSpend,
  challengeTake,
  type PasskeyRow,
  passkeyDelete,
  passkeyFetchByCredential,
  passkeyInsert,
  passkeyList,
  passkeyRename,
  passkeyUse,
} from './store-passkeys.ts';

/** Seconds in which a challenge must be answered; a person may have to fetch a telephone. */
const challengeSeconds = 300;
/** Passkeys that one person may have. */
const passkeysMax = 20;
const challengeBytes = 32;

/** The organisation: its id, and the name and origin that browsers check. */
export interface Party {
  readonly id: TenantId;
  readonly name: string;
  readonly askedOrigin: string;
}

/** What a browser is asked; `challenge` comes back with its answer. */
export interface PasskeyOffer {
  readonly challenge: string;
  readonly options: PasskeyOptions;
}

/** A passkey as its owner sees it. */
export interface PasskeyView {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
  readonly backedUp: boolean;
}

/** A signature that holds. It counts once `use` or `spend` has noted it. */
export interface ProvenPasskey {
  readonly id: PasskeyId;
  readonly user: UserId;
  readonly counter: number;
  readonly backedUp: boolean;
}

/** The challenge of a sign-in, which nothing stores before it is used. */
export interface SignInChallenge {
  readonly id: PasskeyChallengeId;
  readonly challenge: Buffer;
  readonly endsAt: number;
}

export interface Passkeys {
  offerCreation(
    party: Party,
    user: { readonly id: UserId; readonly username: string; readonly displayName: string },
    place: Omit<ChallengePlace, 'purpose' | 'user'>,
  ): Promise<PasskeyOffer>;
  /** Checks what a browser made. @throws Refusal passkey_refused */
  judgeCreation(
    party: Party,
    user: UserId,
    place: Omit<ChallengePlace, 'purpose' | 'user'>,
    answer: { readonly challenge: string; readonly response: RegistrationResponse },
  ): Promise<NewPasskey>;
  /** Stores it. @throws Refusal passkey_refused (somebody has it, or the person has too many) */
  add(tx: Transaction, tenant: TenantId, user: UserId, made: NewPasskey, name: string): Promise<PasskeyId>;
  /** Oldest first. */
  list(tx: Transaction, tenant: TenantId, user: UserId): Promise<PasskeyView[]>;
  /** @returns whether the person has it */
  rename(tx: Transaction, tenant: TenantId, user: UserId, id: PasskeyId, name: string): Promise<boolean>;
  /** @returns how many the person has left; null when there is none such */
  remove(tx: Transaction, tenant: TenantId, user: UserId, id: PasskeyId): Promise<number | null>;
  offerProof(party: Party, place: ChallengePlace): Promise<PasskeyOffer>;
  /** Checks a signature with one of the person's own. @throws Refusal passkey_refused */
  judgeProof(
    party: Party,
    place: ChallengePlace,
    answer: { readonly challenge: string; readonly response: AssertionResponse },
  ): Promise<ProvenPasskey>;
  /** Notes the use. @throws Refusal passkey_refused (removed meanwhile, or its counter did not rise) */
  use(tx: Transaction, tenant: TenantId, proven: ProvenPasskey): Promise<void>;
  /** For whoever it may be: costs no row, so that strangers can ask as often as they like. */
  offerSignIn(party: Party): Promise<PasskeyOffer>;
  /** Checks a signature with anybody's of the organisation. @throws Refusal passkey_refused */
  judgeSignIn(
    party: Party,
    answer: { readonly challenge: string; readonly response: AssertionResponse },
  ): Promise<{ readonly proven: ProvenPasskey; readonly challenge: SignInChallenge }>;
  /** Uses up a sign-in's challenge. @throws Refusal passkey_refused (used already, or over) */
  spend(tx: Transaction, tenant: TenantId, challenge: SignInChallenge): Promise<void>;
}

function credentialOf(row: PasskeyRow): PasskeyCredential {
  const { credential_id: credentialId, public_key: publicKey, counter, transports } = row;
  return { credentialId, publicKey, counter, transports };
}

function viewOf(row: PasskeyRow): PasskeyView {
  return {
    id: row.id,
    name: row.name,
    createdAt: row.created_at.toISOString(),
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    backedUp: row.backed_up,
  };
}

export interface PasskeysOptions {
  readonly database: Database;
  /** Key of the challenges that are not stored. */
  readonly challengeKey: Buffer;
}

/** Challenges of sign-ins: HMACs of an id and an end, so that nobody else can make one. */
function signInChallenges(key: Buffer) {
  const macOf = (tenant: TenantId, id: string, endsAt: number): Buffer =>
    createHmac('sha256', key).update(`${tenant}\n${id}\n${endsAt}`).digest();
  return {
    make(tenant: TenantId, endsAt: number): { text: string; challenge: Buffer } {
      const id = newId<PasskeyChallengeId>();
      return { text: `${id}.${endsAt}`, challenge: macOf(tenant, id, endsAt) };
    },
    /** Which one the text names: whether it was ever given out, only the signature over its challenge tells. */
    read(tenant: TenantId, text: string): SignInChallenge {
      const [, idText = '', end = ''] = /^([0-9a-f-]{36})\.(\d{1,12})$/.exec(text) ?? [];
      const id = parseId<PasskeyChallengeId>(idText);
      if (id === null) throw refuse('passkey_refused');
      return { id, challenge: macOf(tenant, id, Number(end)), endsAt: Number(end) };
    },
  };
}

export function createPasskeys({ database, challengeKey }: PasskeysOptions): Passkeys {
  const ofSignIn = signInChallenges(challengeKey);

  /** Stores a challenge for the place and reads what the person has. */
  async function offered(party: Party, place: ChallengePlace) {
    const id = newId<PasskeyChallengeId>();
    const challenge = randomBytes(challengeBytes);
    const rows = await database.withTenant(party.id, async (tx) => {
      await challengeInsert(tx, party.id, place, { id, challenge, seconds: challengeSeconds });
      return passkeyList(tx, party.id, place.user);
    });
    return { id, challenge, known: rows.map(credentialOf) };
  }

  /** Consumes the challenge, whatever becomes of the answer. */
  function taken(tx: Transaction, tenant: TenantId, place: ChallengePlace, text: string): Promise<Buffer | undefined> {
    const id = parseId<PasskeyChallengeId>(text);
    return id === null ? Promise.resolve(undefined) : challengeTake(tx, tenant, id, place);
  }

  async function signed(
    party: Party,
    challenge: Buffer,
    response: AssertionResponse,
    row: PasskeyRow | undefined,
  ): Promise<ProvenPasskey> {
    if (row === undefined) throw refuse('passkey_refused');
    const result = await passkeyAsserted(relyingPartyOf(party), challenge, response, credentialOf(row), row.user_id);
    return { id: row.id, user: row.user_id, ...result };
  }

  return {
    async offerCreation(party, user, place) {
      const { id, challenge, known } = await offered(party, { ...place, purpose: 'register', user: user.id });
      return { challenge: id, options: await passkeyCreationOptions(relyingPartyOf(party), challenge, user, known) };
    },
    async judgeCreation(party, user, place, { challenge: text, response }) {
      const challenge = await database.withTenant(party.id, (tx) =>
        taken(tx, party.id, { ...place, purpose: 'register', user }, text),
      );
      if (challenge === undefined) throw refuse('passkey_refused');
      return passkeyCreated(relyingPartyOf(party), challenge, response);
    },
    async add(tx, tenant, user, made, name) {
      const id = newId<PasskeyId>();
      if (!(await passkeyInsert(tx, { tenant, id, user, ...made, name }, passkeysMax))) throw refuse('passkey_refused');
      return id;
    },
    list: async (tx, tenant, user) => (await passkeyList(tx, tenant, user)).map(viewOf),
    rename: passkeyRename,
    remove: passkeyDelete,
    async offerProof(party, place) {
      const { id, challenge, known } = await offered(party, place);
      return { challenge: id, options: await passkeyRequestOptions(relyingPartyOf(party), challenge, known) };
    },
    async judgeProof(party, place, { challenge: text, response }) {
      const { challenge, row } = await database.withTenant(party.id, async (tx) => ({
        challenge: await taken(tx, party.id, place, text),
        row: await passkeyFetchByCredential(tx, party.id, Buffer.from(response.id, 'base64url')),
      }));
      if (challenge === undefined || row?.user_id !== place.user) throw refuse('passkey_refused');
      return signed(party, challenge, response, row);
    },
    async use(tx, tenant, proven) {
      if (!(await passkeyUse(tx, tenant, proven.id, proven))) throw refuse('passkey_refused');
    },
    async offerSignIn(party) {
      const endsAt = await database.withTenant(party.id, (tx) => challengeEnd(tx, challengeSeconds));
      const { text, challenge } = ofSignIn.make(party.id, endsAt);
      return { challenge: text, options: await passkeyRequestOptions(relyingPartyOf(party), challenge, []) };
    },
    async judgeSignIn(party, { challenge: text, response }) {
      const challenge = ofSignIn.read(party.id, text);
      const row = await database.withTenant(party.id, (tx) =>
        passkeyFetchByCredential(tx, party.id, Buffer.from(response.id, 'base64url')),
      );
      return { proven: await signed(party, challenge.challenge, response, row), challenge };
    },
    async spend(tx, tenant, { id, challenge, endsAt }) {
      if (!(await challengeSpend(tx, tenant, id, challenge, endsAt))) throw refuse('passkey_refused');
    },
  };
}
