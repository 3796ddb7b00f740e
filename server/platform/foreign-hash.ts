/**
 * Password hashes that other systems made: which can be read, what each costs, and whether a password gives one. The hashing pool
 * calls it and bounds how many run at once. It makes no hash, and nothing of one ever stands in a message.
 */
import { pbkdf2, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { verify as argonVerify, parseOptions } from '@node-rs/argon2';

/** Why a text cannot be taken over as a hash. */
export type ForeignFault = 'unknown' | 'malformed' | 'too_costly';

type Digest = 'sha256' | 'sha512';

/** A hash that can be judged, its cost within the bounds. */
export type ForeignHash =
  | { readonly kind: 'bcrypt'; readonly text: string }
  | { readonly kind: 'argon2'; readonly text: string; readonly memoryKib: number }
  | {
      readonly kind: 'pbkdf2';
      readonly digest: Digest;
      readonly iterations: number;
      readonly salt: Buffer;
      readonly output: Buffer;
    }
  | {
      readonly kind: 'scrypt';
      readonly cost: number;
      readonly blockSize: number;
      readonly parallelization: number;
      readonly salt: Buffer;
      readonly output: Buffer;
    };

/**
 * What one evaluation may cost: about what half a second of one core does, and 256 MiB. Below it are the defaults of what is in use
 * (bcrypt 10 to 12, Django's 1,500,000 iterations, scrypt and Argon2 as OWASP recommends them).
 */
const foreignCostMax = {
  bcryptCost: 13,
  /** Of one block of output; as many as are needed are made. */
  iterations: { sha256: 2_000_000, sha512: 1_000_000 },
  /** 128 bytes times N times r are the memory of scrypt; times p, its work. */
  scryptBlocks: 2 ** 20,
  argonMemoryKib: 262_144,
  argonLanes: 16,
  /** KiB times passes. */
  argonWorkKib: 524_288,
} as const;

/** Bytes that PBKDF2 makes at once (RFC 8018 section 5.2). */
const blockBytes: Readonly<Record<Digest, number>> = { sha256: 32, sha512: 64 };

/** Longer texts are none of these. */
export const foreignHashCharactersMax = 500;
/** Shorter outputs would be given by too many passwords. */
const outputBytesMin = 16;
const bytesMax = 64;
/** What bcrypt reads of a password. */
const bcryptBytesMax = 72;

/** Base 64 without padding, as PHC strings and passlib (which writes `.` for `+`) have it, or with, as Django. Null where it is none. */
function bytesOf(text: string, min: number): Buffer | null {
  const plain = text.replaceAll('.', '+').replace(/={1,2}$/, '');
  const bytes = Buffer.from(plain, 'base64');
  const isWhole = bytes.toString('base64').replace(/=+$/, '') === plain;
  return isWhole && bytes.length >= min && bytes.length <= bytesMax ? bytes : null;
}

function bcryptOf(text: string): ForeignHash | ForeignFault {
  const cost = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/.exec(text)?.[1];
  if (cost === undefined || Number(cost) < 4) return 'malformed';
  return Number(cost) > foreignCostMax.bcryptCost ? 'too_costly' : { kind: 'bcrypt', text };
}

function pbkdf2Of(parts: RegExpExecArray | null, saltOf: (text: string) => Buffer | null): ForeignHash | ForeignFault {
  const { digest, iterations: written, salt: saltText, output: outputText } = parts?.groups ?? {};
  const salt = saltOf(saltText ?? '');
  const output = bytesOf(outputText ?? '', outputBytesMin);
  if ((digest !== 'sha256' && digest !== 'sha512') || salt === null || output === null) return 'malformed';
  const iterations = Number(written);
  if (iterations < 1) return 'malformed';
  const blocks = Math.ceil(output.length / blockBytes[digest]);
  if (iterations * blocks > foreignCostMax.iterations[digest]) return 'too_costly';
  return { kind: 'pbkdf2', digest, iterations, salt, output };
}

const phcPbkdf2 =
  /^\$pbkdf2-(?<digest>sha256|sha512)\$(?:i=)?(?<iterations>\d{1,9})(?:,l=\d{1,3})?\$(?<salt>[^$]*)\$(?<output>[^$]*)$/;
const djangoPbkdf2 = /^pbkdf2_(?<digest>sha256)\$(?<iterations>\d{1,9})\$(?<salt>[^$]{1,64})\$(?<output>[^$]*)$/;
const phcScrypt =
  /^\$scrypt\$ln=(?<exponent>\d{1,2}),r=(?<r>\d{1,4}),p=(?<p>\d{1,4})\$(?<salt>[^$]*)\$(?<output>[^$]*)$/;

function scryptOf(text: string): ForeignHash | ForeignFault {
  const found = phcScrypt.exec(text)?.groups;
  const salt = bytesOf(found?.salt ?? '', 1);
  const output = bytesOf(found?.output ?? '', outputBytesMin);
  if (found === undefined || salt === null || output === null) return 'malformed';
  const cost = 2 ** Number(found.exponent);
  const blockSize = Number(found.r);
  const parallelization = Number(found.p);
  // RFC 7914 section 2: N is larger than 1 and smaller than 2^(128 r / 8).
  if (blockSize < 1 || parallelization < 1 || cost < 2 || Math.log2(cost) >= 16 * blockSize) return 'malformed';
  if (cost * blockSize * parallelization > foreignCostMax.scryptBlocks) return 'too_costly';
  return { kind: 'scrypt', cost, blockSize, parallelization, salt, output };
}

function argonOf(text: string): ForeignHash | ForeignFault {
  try {
    const { memoryCost, timeCost, parallelism, outputLen = 0 } = parseOptions(text);
    if (outputLen < outputBytesMin || outputLen > bytesMax) return 'malformed';
    const isTooCostly =
      memoryCost > foreignCostMax.argonMemoryKib ||
      parallelism > foreignCostMax.argonLanes ||
      memoryCost * timeCost > foreignCostMax.argonWorkKib;
    return isTooCostly ? 'too_costly' : { kind: 'argon2', text, memoryKib: memoryCost };
  } catch {
    return 'malformed';
  }
}

/** Reads what another system stored; what it costs is decided here, before anything is evaluated. */
export function readForeignHash(text: string): ForeignHash | ForeignFault {
  if (text.length > foreignHashCharactersMax) return 'malformed';
  if (text.startsWith('$2')) return bcryptOf(text);
  if (text.startsWith('$pbkdf2-')) return pbkdf2Of(phcPbkdf2.exec(text), (salt) => bytesOf(salt, 1));
  // Django's salt is the text itself.
  if (text.startsWith('pbkdf2_')) return pbkdf2Of(djangoPbkdf2.exec(text), (salt) => Buffer.from(salt, 'utf8'));
  if (text.startsWith('$scrypt$')) return scryptOf(text);
  return text.startsWith('$argon2') ? argonOf(text) : 'unknown';
}

/** KiB of memory that judging it holds; 0 where it is too little to count. */
export function memoryKibOf(hash: ForeignHash): number {
  if (hash.kind === 'argon2') return hash.memoryKib;
  return hash.kind === 'scrypt' ? Math.ceil((hash.blockSize * (hash.cost + hash.parallelization)) / 8) : 0;
}

/** Whether a cell may hold a hash, so that it is not shown. */
export function looksLikeHash(text: string): boolean {
  return /^\s*(?:\$[0-9a-z]|\{[A-Za-z0-9-]+\}|pbkdf2_|scrypt\$|argon2|bcrypt|[0-9a-f]{32,}$)/i.test(text);
}

const derivePbkdf2 = promisify(pbkdf2);
const deriveScrypt = promisify<string, Buffer, number, { N: number; r: number; p: number; maxmem: number }, Buffer>(
  scrypt,
);

/** Loaded with the first such hash: most installations never see one. */
async function bcryptGives(text: string, password: string): Promise<boolean> {
  const { verify } = await import('@node-rs/bcrypt');
  // bcrypt reads 72 bytes, and of many makers only what stands before a NUL: a password that it would cut is none, as of ours.
  const isWhole = Buffer.byteLength(password) <= bcryptBytesMax && !password.includes('\0');
  return (await verify(isWhole ? password : 'cut', text)) && isWhole;
}

/** Whether the password, as it was typed, gives this hash. On libuv's pool, at the cost that was read. */
export async function givesForeignHash(hash: ForeignHash, password: string): Promise<boolean> {
  switch (hash.kind) {
    case 'bcrypt':
      return bcryptGives(hash.text, password);
    case 'argon2':
      return argonVerify(hash.text, password);
    case 'pbkdf2': {
      const { salt, output, iterations, digest } = hash;
      return timingSafeEqual(await derivePbkdf2(password, salt, iterations, output.length, digest), output);
    }
    case 'scrypt': {
      const { salt, output, cost: N, blockSize: r, parallelization: p } = hash;
      const options = { N, r, p, maxmem: 128 * r * (2 * N + p) + 2 ** 22 };
      return timingSafeEqual(await deriveScrypt(password, salt, output.length, options), output);
    }
    default:
      return hash satisfies never;
  }
}
