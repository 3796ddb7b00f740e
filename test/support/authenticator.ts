// An authenticator without a screen: makes passkeys and signs with them as a security key with its browser would (WebAuthn
// Level 3, CTAP2), so that attacks can bend any part of an answer. The journeys in Chromium use its own virtual one.
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isoCBOR } from '@simplewebauthn/server/helpers';

interface Key {
  readonly id: Buffer;
  readonly privateKey: KeyObject;
  readonly cose: Uint8Array;
  userHandle: string;
  counter: number;
}

/** What may be bent. */
export interface Bending {
  readonly origin?: string;
  readonly rpId?: string;
  readonly type?: string;
  readonly challenge?: string;
  readonly userVerified?: boolean;
  readonly counter?: number;
  readonly userHandle?: string | null;
  readonly crossOrigin?: boolean;
}

interface Options {
  readonly challenge: string;
  readonly rpId?: string;
  readonly rp?: { readonly id: string };
  readonly user?: { readonly id: string };
}

const flag = { userPresent: 1, userVerified: 4, attested: 64 } as const;

function sha256(data: string | Uint8Array): Buffer {
  return createHash('sha256').update(data).digest();
}

export class Authenticator {
  readonly origin: string;
  readonly keys: Key[] = [];

  constructor(origin: string) {
    this.origin = origin;
  }

  #clientData(type: string, challenge: string, bent: Bending): Buffer {
    const data = {
      type: bent.type ?? type,
      challenge: bent.challenge ?? challenge,
      origin: bent.origin ?? this.origin,
      crossOrigin: bent.crossOrigin ?? false,
    };
    return Buffer.from(JSON.stringify(data));
  }

  #authenticatorData(rpId: string, flags: number, counter: number, attested: Uint8Array = Buffer.alloc(0)): Buffer {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter);
    return Buffer.concat([sha256(rpId), Buffer.from([flags]), count, attested]);
  }

  /** Answers `navigator.credentials.create`. `format` names an attestation that was not asked for. */
  create(options: unknown, bent: Bending = {}, format = 'none') {
    const { challenge, rp, user } = options as Options; // what the server answered; a wrong shape fails right here
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
    const cose = isoCBOR.encode(
      new Map<number, number | Uint8Array>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, Uint8Array.from(Buffer.from(x, 'base64url'))],
        [-3, Uint8Array.from(Buffer.from(y, 'base64url'))],
      ]),
    );
    const key: Key = { id: randomBytes(32), privateKey, cose, userHandle: user?.id ?? '', counter: 0 };
    this.keys.push(key);
    const attested = Buffer.concat([Buffer.alloc(16), Buffer.from([0, key.id.length]), key.id, cose]);
    const flags = flag.userPresent | flag.attested | (bent.userVerified === false ? 0 : flag.userVerified);
    const authData = this.#authenticatorData(bent.rpId ?? rp?.id ?? '', flags, bent.counter ?? 0, attested);
    const statement = new Map<string, Uint8Array | Uint8Array[]>(
      format === 'none' ? [] : [['x5c', [Uint8Array.from([48, 0])]]],
    );
    const attestationObject = isoCBOR.encode(
      new Map<string, unknown>([
        ['fmt', format],
        ['attStmt', statement],
        ['authData', Uint8Array.from(authData)],
      ]) as Parameters<typeof isoCBOR.encode>[0], // the encoder's type knows no map of unknown values
    );
    const id = key.id.toString('base64url');
    return {
      id,
      rawId: id,
      type: 'public-key',
      response: {
        clientDataJSON: this.#clientData('webauthn.create', challenge, bent).toString('base64url'),
        attestationObject: Buffer.from(attestationObject).toString('base64url'),
        transports: ['internal'],
      },
      clientExtensionResults: {},
    };
  }

  /** Answers `navigator.credentials.get` with its newest key, or with `key`. */
  get(options: unknown, bent: Bending = {}, key: Key | undefined = this.keys.at(-1)) {
    if (key === undefined) throw new Error('this authenticator has no key');
    const { challenge, rpId } = options as Options; // as above
    key.counter += 1;
    const flags = flag.userPresent | (bent.userVerified === false ? 0 : flag.userVerified);
    const authData = this.#authenticatorData(bent.rpId ?? rpId ?? '', flags, bent.counter ?? key.counter);
    const clientData = this.#clientData('webauthn.get', challenge, bent);
    const id = key.id.toString('base64url');
    return {
      id,
      rawId: id,
      type: 'public-key',
      response: {
        clientDataJSON: clientData.toString('base64url'),
        authenticatorData: authData.toString('base64url'),
        signature: sign('sha256', Buffer.concat([authData, sha256(clientData)]), key.privateKey).toString('base64url'),
        ...(bent.userHandle === null ? {} : { userHandle: bent.userHandle ?? key.userHandle }),
      },
      clientExtensionResults: {},
    };
  }
}
