/**
 * Passkeys in this browser (WebAuthn Level 3). The browser itself turns the server's JSON into options and its answer into JSON;
 * one that cannot is too old, and then passkeys are not offered. It never talks to the server.
 */

/** What the server asks a browser to make or to sign; `challenge` goes back with the answer. */
export interface PasskeyOffer {
  readonly challenge: string;
  readonly options: unknown;
}

/** The answer to an offer, as the server takes it. */
export interface PasskeyAnswer {
  readonly challenge: string;
  readonly response: unknown;
}

/** What lib.dom does not know in every version. */
interface JsonCeremonies {
  parseCreationOptionsFromJSON?(options: unknown): PublicKeyCredentialCreationOptions;
  parseRequestOptionsFromJSON?(options: unknown): PublicKeyCredentialRequestOptions;
}

function ceremonies(): JsonCeremonies | null {
  // The cast names members that are looked for before they are called.
  return typeof PublicKeyCredential === 'function' ? (PublicKeyCredential as unknown as JsonCeremonies) : null;
}

/** True when this browser can make and use passkeys here. */
export function passkeysSupported(): boolean {
  const found = ceremonies();
  return found?.parseCreationOptionsFromJSON !== undefined && found.parseRequestOptionsFromJSON !== undefined;
}

/** Why a ceremony ended without an answer: `cancelled` covers a time-out too, which browsers do not tell apart. */
export type PasskeyFailure = 'cancelled' | 'exists' | 'failed';

export class PasskeyError extends Error {
  readonly failure: PasskeyFailure;

  constructor(failure: PasskeyFailure, cause: unknown) {
    super(failure, { cause });
    this.name = 'PasskeyError';
    this.failure = failure;
  }
}

function failureOf(error: unknown): PasskeyFailure {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError' || name === 'AbortError') return 'cancelled';
  return name === 'InvalidStateError' ? 'exists' : 'failed';
}

async function answered(offer: PasskeyOffer, ask: (found: JsonCeremonies) => Promise<Credential | null>) {
  const found = ceremonies();
  try {
    const credential = found === null ? null : await ask(found);
    if (credential === null) throw new Error('no credential');
    // Its toJSON gives what the server takes.
    return { challenge: offer.challenge, response: JSON.parse(JSON.stringify(credential)) as unknown };
  } catch (error) {
    throw new PasskeyError(failureOf(error), error);
  }
}

/** Asks the person to make a passkey. @throws PasskeyError */
export function passkeyMake(offer: PasskeyOffer): Promise<PasskeyAnswer> {
  return answered(offer, async ({ parseCreationOptionsFromJSON: parse }) =>
    parse === undefined
      ? null
      : navigator.credentials.create({ publicKey: parse.call(PublicKeyCredential, offer.options) }),
  );
}

/** Asks the person to sign with a passkey. @throws PasskeyError */
export function passkeySign(offer: PasskeyOffer): Promise<PasskeyAnswer> {
  return answered(offer, async ({ parseRequestOptionsFromJSON: parse }) =>
    parse === undefined
      ? null
      : navigator.credentials.get({ publicKey: parse.call(PublicKeyCredential, offer.options) }),
  );
}
