/**
 * The two ceremonies of passkeys (WebAuthn Level 3, 7.1 and 7.2) as rules: what a browser is asked, and whether its answer
 * holds. No database: challenge and credential are handed in, and whoever stores them decides that each is used once. The
 * library is loaded on first need, because most processes' first hour needs none of it.
 */
import { refuse } from '../kernel/refusal.ts';
import type { AssertionResponse, RegistrationResponse } from './passkey-shapes.ts';

/** The organisation as WebAuthn sees it. */
export interface RelyingParty {
  /** Host name without port: the scope of its credentials. */
  readonly id: string;
  readonly name: string;
  /** The one origin whose pages may use them. */
  readonly origin: string;
}

/** A credential as its owner's organisation keeps it. */
export interface PasskeyCredential {
  readonly credentialId: Buffer;
  /** COSE key. */
  readonly publicKey: Buffer;
  /** Signatures made so far, 0 where the authenticator does not count. */
  readonly counter: number;
  readonly transports: readonly string[];
}

export interface NewPasskey extends PasskeyCredential {
  /** Synchronised between devices, so that losing one does not lose it. */
  readonly backedUp: boolean;
}

/** Options for `PublicKeyCredential.parseCreationOptionsFromJSON` or `parseRequestOptionsFromJSON`. */
export type PasskeyOptions = Readonly<Record<string, unknown>>;

/** Milliseconds a person has to answer the browser's question. */
const ceremonyTimeoutMs = 120_000;
/** COSE: ES256, EdDSA, RS256, the strongest that authenticators have first. */
const algorithms = [-8, -7, -257];

/** The address that was asked for, of those that the organisation has: a browser knows passkeys by the host it is on. */
export function relyingPartyOf(tenant: { readonly askedOrigin: string; readonly name: string }): RelyingParty {
  return { id: new URL(tenant.askedOrigin).hostname, name: tenant.name, origin: tenant.askedOrigin };
}

/** The user handle: the id's 16 bytes, which say nothing about the person (WebAuthn 14.6.1). */
function userHandleOf(user: string): Buffer {
  return Buffer.from(user.replaceAll('-', ''), 'hex');
}

function descriptors(known: readonly Pick<PasskeyCredential, 'credentialId' | 'transports'>[]) {
  return known.map(({ credentialId, transports }) => ({
    id: credentialId.toString('base64url'),
    transports: [...transports],
  }));
}

/** A view that the library's types take: theirs know no pooled memory. */
function bytes(buffer: Buffer): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(buffer);
}

/** What the browser is asked to make: a passkey that verifies its user and, where it can, is found without a username. */
export async function passkeyCreationOptions(
  party: RelyingParty,
  challenge: Buffer,
  user: { readonly id: string; readonly username: string; readonly displayName: string },
  known: readonly PasskeyCredential[],
): Promise<PasskeyOptions> {
  const { generateRegistrationOptions } = await import('@simplewebauthn/server');
  const options = await generateRegistrationOptions({
    rpName: party.name,
    rpID: party.id,
    userID: bytes(userHandleOf(user.id)),
    userName: user.username,
    userDisplayName: user.displayName,
    challenge: bytes(challenge),
    timeout: ceremonyTimeoutMs,
    attestationType: 'none',
    excludeCredentials: descriptors(known),
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
    supportedAlgorithmIDs: algorithms,
  });
  return { ...options };
}

/** What the browser is asked to sign with: one of these, or any that it has for this organisation when there are none. */
export async function passkeyRequestOptions(
  party: RelyingParty,
  challenge: Buffer,
  allowed: readonly PasskeyCredential[],
): Promise<PasskeyOptions> {
  const { generateAuthenticationOptions } = await import('@simplewebauthn/server');
  const options = await generateAuthenticationOptions({
    rpID: party.id,
    challenge: bytes(challenge),
    timeout: ceremonyTimeoutMs,
    userVerification: 'required',
    allowCredentials: descriptors(allowed),
  });
  return { ...options };
}

/**
 * Attestation is not asked for, so none may come but the empty one and self attestation (WebAuthn 5.1.3, step 25): verifying
 * others would read certificates that a stranger wrote, and fetch what they name.
 */
async function assertNoAttestation(attestationObject: string): Promise<void> {
  const { decodeAttestationObject } = await import('@simplewebauthn/server/helpers');
  const decoded = decodeAttestationObject(bytes(Buffer.from(attestationObject, 'base64url')));
  const format = decoded.get('fmt');
  const self = format === 'packed' && decoded.get('attStmt').get('x5c') === undefined;
  if (format !== 'none' && !self) throw new Error(`attestation of the format ${format} was not asked for`);
}

/**
 * The passkey that a browser made, if everything holds: type, challenge, origin, relying party, presence, verification of the
 * user, algorithm (WebAuthn 7.1).
 * @throws Refusal passkey_refused; why, is its private cause
 */
export async function passkeyCreated(
  party: RelyingParty,
  challenge: Buffer,
  given: RegistrationResponse,
): Promise<NewPasskey> {
  const { verifyRegistrationResponse } = await import('@simplewebauthn/server');
  try {
    await assertNoAttestation(given.response.attestationObject);
    const { registrationInfo } = await verifyRegistrationResponse({
      response: {
        id: given.id,
        rawId: given.rawId,
        type: given.type,
        response: {
          clientDataJSON: given.response.clientDataJSON,
          attestationObject: given.response.attestationObject,
        },
        clientExtensionResults: {},
      },
      expectedChallenge: challenge.toString('base64url'),
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: true,
      supportedAlgorithmIDs: algorithms,
    });
    if (registrationInfo === undefined) throw new Error('the attestation statement does not verify');
    const { credential, credentialBackedUp } = registrationInfo;
    return {
      credentialId: Buffer.from(credential.id, 'base64url'),
      publicKey: Buffer.from(credential.publicKey),
      counter: credential.counter,
      transports: given.response.transports ?? [],
      backedUp: credentialBackedUp,
    };
  } catch (error) {
    throw refuse('passkey_refused', {}, error);
  }
}

/**
 * Whether a browser's signature holds: type, challenge, origin, relying party, presence, verification of the user, user handle,
 * signature, and a counter that rose where the authenticator counts (WebAuthn 7.2).
 * @throws Refusal passkey_refused; why, is its private cause
 */
export async function passkeyAsserted(
  party: RelyingParty,
  challenge: Buffer,
  given: AssertionResponse,
  credential: PasskeyCredential,
  owner: string,
): Promise<{ readonly counter: number; readonly backedUp: boolean }> {
  const { verifyAuthenticationResponse } = await import('@simplewebauthn/server');
  try {
    const { userHandle, ...response } = given.response;
    // A missing handle is allowed: not every authenticator keeps one (step 6).
    if (userHandle && !Buffer.from(userHandle, 'base64url').equals(userHandleOf(owner)))
      throw new Error('the user handle is another one');
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: {
        id: given.id,
        rawId: given.rawId,
        type: given.type,
        response: {
          clientDataJSON: response.clientDataJSON,
          authenticatorData: response.authenticatorData,
          signature: response.signature,
        },
        clientExtensionResults: {},
      },
      expectedChallenge: challenge.toString('base64url'),
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      credential: {
        id: credential.credentialId.toString('base64url'),
        publicKey: bytes(credential.publicKey),
        counter: credential.counter,
      },
      requireUserVerification: true,
    });
    if (!verified) throw new Error('the signature does not verify');
    return { counter: authenticationInfo.newCounter, backedUp: authenticationInfo.credentialBackedUp };
  } catch (error) {
    throw refuse('passkey_refused', {}, error);
  }
}
