import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Facts, mermaid, next } from './machine.ts';

const fine: Facts = {
  standing: { organizationSuspended: false, disabled: false, inactive: false, locked: false },
  temporaryExpired: false,
  passwordMustChange: false,
};

test('S4 nothing stands between the right password of someone in good standing and the session', () => {
  assert.deepEqual(next(fine), { done: true });
});

test('P3 a temporary password asks for a new one, and an expired one refuses', () => {
  assert.deepEqual(next({ ...fine, passwordMustChange: true }), { ask: 'new_password' });
  assert.deepEqual(next({ ...fine, passwordMustChange: true, temporaryExpired: true }), {
    refuse: 'temporary_password_expired',
  });
});

test('S8 no combination of facts opens a session for someone who may not enter', () => {
  const facts = fc.record({
    standing: fc.record({
      organizationSuspended: fc.boolean(),
      disabled: fc.boolean(),
      inactive: fc.boolean(),
      locked: fc.boolean(),
    }),
    temporaryExpired: fc.boolean(),
    passwordMustChange: fc.boolean(),
  });
  fc.assert(
    fc.property(facts, (given) => {
      const allowed = Object.values(given.standing).every((barred) => !barred) && !given.temporaryExpired;
      const step = next(given);
      assert.equal('refuse' in step, !allowed);
      assert.equal('done' in step, allowed && !given.passwordMustChange);
    }),
  );
});

test('the diagram in docs/sign-in.md is the machine', async () => {
  const text = await readFile(new URL('../../docs/sign-in.md', import.meta.url), 'utf8');
  assert.ok(
    text.includes(`\`\`\`mermaid\n${mermaid()}\n\`\`\``),
    'print it anew with mermaid() of server/signin/machine.ts',
  );
});
