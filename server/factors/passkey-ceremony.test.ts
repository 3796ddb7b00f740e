// Row F4: what a browser's answer to a passkey ceremony must hold (WebAuthn Level 3, 7.1 and 7.2).
import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { Value } from 'typebox/value';
import { Authenticator, type Bending } from '../../test/support/authenticator.ts';
import { Refusal } from '../kernel/refusal.ts';
import {
  passkeyAsserted,
  passkeyCreated,
  passkeyCreationOptions,
  passkeyRequestOptions,
  relyingPartyOf,
} from './passkey-ceremony.ts';
import { AssertionResponse, RegistrationResponse } from './passkey-shapes.ts';

const party = relyingPartyOf({ askedOrigin: 'https://acme.usher.example:8443', name: 'Acme' });
const user = { id: randomUUID(), username: 'ana', displayName: 'Ana Gómez' };
const challenge = randomBytes(32);

async function created(authenticator: Authenticator, bent: Bending = {}, format?: string) {
  const options = await passkeyCreationOptions(party, challenge, user, []);
  const answer = authenticator.create(options, bent, format);
  assert.ok(Value.Check(RegistrationResponse, answer));
  return passkeyCreated(party, challenge, answer as RegistrationResponse); // checked just now
}

async function asserted(authenticator: Authenticator, bent: Bending = {}, counter = 0) {
  const key = authenticator.keys.at(-1);
  assert.ok(key);
  const credential = { credentialId: key.id, publicKey: Buffer.from(key.cose), counter, transports: [] };
  const options = await passkeyRequestOptions(party, challenge, [credential]);
  const answer = authenticator.get(options, bent);
  assert.ok(Value.Check(AssertionResponse, answer));
  return passkeyAsserted(party, challenge, answer as AssertionResponse, credential, user.id); // checked just now
}

const refused = (error: unknown): boolean => error instanceof Refusal && error.code === 'passkey_refused';

test('F4 a relying party is the host without its port; its origin has the port', () => {
  assert.deepEqual(party, { id: 'acme.usher.example', name: 'Acme', origin: 'https://acme.usher.example:8443' });
});

test('F4 options ask for verification, no attestation, known algorithms, and no second passkey on the same device', async () => {
  const known = { credentialId: randomBytes(16), publicKey: Buffer.alloc(0), counter: 0, transports: ['usb'] };
  const options = await passkeyCreationOptions(party, challenge, user, [known]);
  assert.deepEqual(options.rp, { id: 'acme.usher.example', name: 'Acme' });
  assert.equal(options.challenge, challenge.toString('base64url'));
  assert.equal(options.attestation, 'none');
  const selection = options.authenticatorSelection as Record<string, unknown>;
  assert.equal(selection.userVerification, 'required');
  assert.equal(selection.residentKey, 'preferred');
  const algorithms = (options.pubKeyCredParams as { alg: number }[]).map(({ alg }) => alg);
  assert.deepEqual(algorithms, [-8, -7, -257]);
  assert.deepEqual(options.excludeCredentials, [
    { id: known.credentialId.toString('base64url'), type: 'public-key', transports: ['usb'] },
  ]);
  const handle = Buffer.from((options.user as { id: string }).id, 'base64url');
  assert.equal(handle.toString('hex'), user.id.replaceAll('-', ''));
  assert.equal((await passkeyRequestOptions(party, challenge, [])).userVerification, 'required');
});

test('F4 a passkey is made and then signs', async () => {
  const authenticator = new Authenticator(party.origin);
  const made = await created(authenticator);
  assert.deepEqual(made.credentialId, authenticator.keys[0]?.id);
  assert.deepEqual(made.transports, ['internal']);
  assert.deepEqual(await asserted(authenticator), { counter: 1, backedUp: false });
  assert.deepEqual(await asserted(authenticator, { userHandle: null }, 1), { counter: 2, backedUp: false });
});

const bendings: Readonly<Record<string, Bending>> = {
  'another origin': { origin: 'https://evil.example' },
  'a sibling organisation': { origin: 'https://globex.usher.example:8443' },
  'the origin without its port': { origin: 'https://acme.usher.example' },
  'another relying party': { rpId: 'usher.example' },
  'another challenge': { challenge: randomBytes(32).toString('base64url') },
  'no verification of the user': { userVerified: false },
  'the other ceremony': { type: 'payment.get' },
};

for (const [what, bent] of Object.entries(bendings)) {
  test(`F4 V6 refused: ${what}`, async () => {
    const authenticator = new Authenticator(party.origin);
    await assert.rejects(created(authenticator, bent), refused);
    await assert.rejects(asserted(authenticator, bent), refused);
  });
}

test('F4 V6 refused: another person’s handle, another key’s signature, a counter that did not rise', async () => {
  const authenticator = new Authenticator(party.origin);
  await created(authenticator);
  await assert.rejects(asserted(authenticator, { userHandle: randomBytes(16).toString('base64url') }), refused);
  await assert.rejects(asserted(authenticator, { counter: 7 }, 7), refused);
  await assert.rejects(asserted(authenticator, { counter: 0 }, 1), refused);
  assert.equal((await asserted(authenticator, { counter: 0 }, 0)).counter, 0, 'an authenticator that does not count');
  const other = new Authenticator(party.origin);
  await created(other);
  const [mine, theirs] = [authenticator.keys[0], other.keys[0]];
  assert.ok(mine && theirs);
  const options = await passkeyRequestOptions(party, challenge, []);
  const forged = { ...other.get(options), id: mine.id.toString('base64url'), rawId: mine.id.toString('base64url') };
  const credential = { credentialId: mine.id, publicKey: Buffer.from(mine.cose), counter: 0, transports: [] };
  await assert.rejects(
    passkeyAsserted(party, challenge, forged as AssertionResponse, credential, user.id), // the shape is its own
    refused,
  );
});

test('F4 V6 an attestation that was not asked for is refused, unread: it could name addresses to fetch', async () => {
  for (const format of ['packed', 'tpm', 'android-key', 'android-safetynet', 'apple', 'fido-u2f', 'x']) {
    const error = await created(new Authenticator(party.origin), {}, format).then(
      () => null,
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof Refusal && error.cause instanceof Error, format);
    assert.match(error.cause.message, /was not asked for/, format);
  }
});
