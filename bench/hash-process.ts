// Bare Argon2 verifications for a given time, as many at once as there are cores: what the processor can give at most.
// Argument: milliseconds. Prints verifications per second.
import { createHasher } from '../server/platform/hashing.ts';

const durationMs = Number(process.argv[2]);
const password = 'purple lantern 44 river';
const hasher = createHasher();
const phc = await hasher.hash(password);
const startedAt = performance.now();
let verified = 0;

async function verifyAgain(): Promise<void> {
  while (performance.now() - startedAt < durationMs) {
    if (!(await hasher.verify(phc, password))) throw new Error('The right password was found wrong.');
    verified += 1;
  }
}

// As many callers as connections in the sign-in load, so that the hasher's queue is never empty.
await Promise.all(Array.from({ length: 16 }, verifyAgain));
process.stdout.write(String((verified / (performance.now() - startedAt)) * 1000));
