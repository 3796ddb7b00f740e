/**
 * Envelope encryption under a key that lives outside the database: the password hashes, codes and secrets in a stolen
 * dump are then worthless. It owns the key file and the sealed form; passwords, sessions and sign-in call it. It never
 * touches the database and never returns the master key.
 *
 * Sealed form: version (1 byte, 1) · length of the key id (1 byte) · key id (ASCII) · nonce (12) · tag (16) · ciphertext.
 * Everything before the nonce and the caller's context are authenticated with the ciphertext (AES-256-GCM).
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** Master keys by id. New seals use the current one; the others only open what they sealed before a rotation. */
export interface Keyring {
  readonly current: string;
  /** Each 32 bytes. */
  readonly keys: ReadonlyMap<string, Buffer>;
}

/** What was sealed cannot be opened: unknown key, altered bytes, or another row's context. Says no more than needed. */
export class UnsealError extends Error {
  constructor(reason: string) {
    super(`Cannot unseal: ${reason}`);
    this.name = 'UnsealError';
  }
}

export interface Sealer {
  /**
   * Encrypts under the current key with a random 96-bit nonce (NIST SP 800-38D section 8.2.2: at most 2³² seals a key).
   * `aad` names the place the value belongs to (tenant, user, purpose); the same list is needed to open it.
   */
  seal(plaintext: string | Buffer, aad: readonly string[]): Buffer;
  /** Decrypts what `seal` returned. Throws UnsealError. */
  unseal(sealed: Buffer, aad: readonly string[]): Buffer;
  /** Whether it was sealed under another key than the current one, so that the caller can seal it anew. Throws UnsealError. */
  needsReseal(sealed: Buffer): boolean;
  /**
   * A 32-byte sub-key for one purpose (HKDF-SHA-256, RFC 5869), for HMACs. The same purpose and key id always give the
   * same sub-key; without an id the current key is used, so what must outlive a rotation stores the id beside it.
   * Throws RangeError for an unknown id.
   */
  deriveKey(purpose: string, keyId?: string): Buffer;
  readonly currentKeyId: string;
}

const version = 1;
const nonceBytes = 12;
const tagBytes = 16;
const keyBytes = 32;

function subkey(master: Buffer, info: string): Buffer {
  return Buffer.from(hkdfSync('sha256', master, Buffer.alloc(0), info, keyBytes));
}

/**
 * Each part preceded by its length in bytes (4, big-endian), so that ["ab", "c"] and ["a", "bc"] differ. Encoding is
 * injective for well-formed text only: a lone surrogate would become U+FFFD, so it is refused.
 */
function encodeContext(parts: readonly string[]): Buffer {
  return Buffer.concat(
    parts.flatMap((part) => {
      if (!part.isWellFormed()) throw new RangeError('A part of the context contains a lone surrogate');
      const bytes = Buffer.from(part, 'utf8');
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      return [length, bytes];
    }),
  );
}

interface Envelope {
  readonly keyId: string;
  readonly header: Buffer;
  readonly nonce: Buffer;
  readonly tag: Buffer;
  readonly ciphertext: Buffer;
}

function openEnvelope(sealed: Buffer): Envelope {
  if (sealed[0] !== version) throw new UnsealError('unknown version');
  const headerLength = 2 + (sealed[1] ?? 0);
  const ciphertextStart = headerLength + nonceBytes + tagBytes;
  if (sealed.length < ciphertextStart) throw new UnsealError('too short');
  return {
    keyId: sealed.toString('latin1', 2, headerLength),
    header: sealed.subarray(0, headerLength),
    nonce: sealed.subarray(headerLength, headerLength + nonceBytes),
    tag: sealed.subarray(headerLength + nonceBytes, ciphertextStart),
    ciphertext: sealed.subarray(ciphertextStart),
  };
}

/** Makes the sealer. Throws RangeError when the current key is missing or a key is not 32 bytes long. */
export function createSealer(keyring: Keyring): Sealer {
  const sealKeys = new Map<string, Buffer>();
  for (const [id, master] of keyring.keys) {
    if (master.length !== keyBytes) throw new RangeError(`Key "${id}" is not ${keyBytes} bytes long`);
    sealKeys.set(id, subkey(master, 'usher/seal/v1'));
  }
  const currentKey = sealKeys.get(keyring.current);
  if (!currentKey) throw new RangeError(`The current key "${keyring.current}" is not in the keyring`);
  const idBytes = Buffer.from(keyring.current, 'latin1');
  const currentHeader = Buffer.concat([Buffer.from([version, idBytes.length]), idBytes]);

  return {
    currentKeyId: keyring.current,
    seal(plaintext, aad) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', currentKey, nonce, { authTagLength: tagBytes });
      cipher.setAAD(Buffer.concat([currentHeader, encodeContext(aad)]));
      const bytes = typeof plaintext === 'string' ? Buffer.from(plaintext, 'utf8') : plaintext;
      const ciphertext = Buffer.concat([cipher.update(bytes), cipher.final()]);
      return Buffer.concat([currentHeader, nonce, cipher.getAuthTag(), ciphertext]);
    },
    unseal(sealed, aad) {
      const { keyId, header, nonce, tag, ciphertext } = openEnvelope(sealed);
      const key = sealKeys.get(keyId);
      if (!key) throw new UnsealError('its key is not in the key file');
      const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
      decipher.setAAD(Buffer.concat([header, encodeContext(aad)]));
      decipher.setAuthTag(tag);
      try {
        return Buffer.concat([decipher.update(ciphertext), decipher.final()]);
      } catch {
        // OpenSSL's error says nothing more than this, and a cause would carry the plaintext's length into logs.
        throw new UnsealError('altered, or sealed for another place');
      }
    },
    needsReseal: (sealed) => openEnvelope(sealed).keyId !== keyring.current,
    deriveKey(purpose, keyId = keyring.current) {
      const master = keyring.keys.get(keyId);
      if (!master) throw new RangeError(`Key "${keyId}" is not in the keyring`);
      return subkey(master, `usher/derive/v1/${purpose}`);
    },
  };
}
