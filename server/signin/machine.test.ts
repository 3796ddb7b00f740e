import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import fc from 'fast-check';
import { type FactorFacts, type Facts, mermaid, next, walk } from './machine.ts';

const noFactor: FactorFacts = {
  due: false,
  proven: false,
  trusted: false,
  methods: [],
  mayEnrol: false,
  exhausted: false,
};
const fine: Facts = {
  way: 'password',
  standing: { organizationSuspended: false, disabled: false, inactive: false, locked: false, outsideSchedule: false },
  temporaryExpired: false,
  passwordMustChange: false,
  factor: noFactor,
  place: { othersInUse: 0, browsersMax: 1, stationMissing: false },
};
const withFactor = (factor: Partial<FactorFacts>, more: Partial<Facts> = {}): Facts => ({
  ...fine,
  ...more,
  factor: { ...noFactor, due: true, ...factor },
});

test('S4 nothing stands between the right password of someone in good standing and the session', () => {
  assert.deepEqual(next(fine), { done: true });
});

test('P3 a temporary password asks for a new one, and an expired one refuses', () => {
  assert.deepEqual(next({ ...fine, passwordMustChange: true }), { ask: 'new_password' });
  assert.deepEqual(next({ ...fine, passwordMustChange: true, temporaryExpired: true }), {
    refuse: 'temporary_password_expired',
  });
});

const method = fc.constantFrom('passkey', 'totp', 'email_code', 'recovery_code');
const anyFacts: fc.Arbitrary<Facts> = fc.record({
  way: fc.constantFrom('password', 'passkey'),
  standing: fc.record({
    organizationSuspended: fc.boolean(),
    disabled: fc.boolean(),
    inactive: fc.boolean(),
    locked: fc.boolean(),
    outsideSchedule: fc.boolean(),
  }),
  temporaryExpired: fc.boolean(),
  passwordMustChange: fc.boolean(),
  factor: fc.record({
    due: fc.boolean(),
    proven: fc.boolean(),
    trusted: fc.boolean(),
    methods: fc.uniqueArray(method),
    mayEnrol: fc.boolean(),
    exhausted: fc.boolean(),
  }),
  place: fc.record({
    othersInUse: fc.nat({ max: 3 }),
    browsersMax: fc.integer({ min: 1, max: 3 }),
    stationMissing: fc.boolean(),
  }),
});

test('S8 no combination of facts opens a session for someone who may not enter', () => {
  fc.assert(
    fc.property(anyFacts, (given) => {
      const { standing, factor, place } = given;
      const byPassword = given.way === 'password';
      const barred =
        standing.organizationSuspended || standing.disabled || standing.inactive || standing.outsideSchedule;
      const allowed = !barred && !(byPassword && (standing.locked || given.temporaryExpired));
      const proven = !byPassword || !factor.due || factor.proven || factor.trusted;
      const room = place.othersInUse < place.browsersMax;
      const step = next(given);
      if (!allowed) assert.ok('refuse' in step);
      assert.equal(
        'done' in step,
        allowed && !(byPassword && given.passwordMustChange) && proven && room && !place.stationMissing,
      );
    }),
  );
});

test('F1 F2 a factor that is due is asked for after the new password, unless it was proven or the browser is trusted', () => {
  const mailed = { methods: ['email_code'] } as const;
  assert.deepEqual(next(withFactor(mailed)), { ask: 'code' });
  assert.deepEqual(next(withFactor(mailed, { passwordMustChange: true })), { ask: 'new_password' });
  assert.deepEqual(next(withFactor({ ...mailed, proven: true })), { done: true });
  assert.deepEqual(next(withFactor({ ...mailed, trusted: true })), { done: true });
  assert.deepEqual(next(withFactor({ ...mailed, due: false })), { done: true });
});

test('S8.2 S7 other browsers and the station are asked for after every factor, in this order, however the person came', () => {
  const place = { othersInUse: 1, browsersMax: 1, stationMissing: true };
  assert.deepEqual(next(withFactor({ methods: ['totp'] }, { place })), { ask: 'code' });
  for (const way of ['password', 'passkey'] as const) {
    assert.deepEqual(next({ ...fine, way, place }), { ask: 'connections' });
    assert.deepEqual(next({ ...fine, way, place: { ...place, browsersMax: 2 } }), { ask: 'station' });
    assert.deepEqual(next({ ...fine, way, place: { ...place, othersInUse: 0, stationMissing: false } }), {
      done: true,
    });
  }
  const disabled = { ...fine.standing, disabled: true };
  assert.deepEqual(next({ ...fine, standing: disabled, place }), { refuse: 'user_disabled' });
});

test('F4 a passkey that verified its holder needs no other factor, no new password, and no unlocking', () => {
  const standing = { ...fine.standing, locked: true };
  assert.deepEqual(
    next(withFactor({ methods: ['email_code'] }, { way: 'passkey', passwordMustChange: true, standing })),
    {
      done: true,
    },
  );
  assert.deepEqual(next({ ...fine, way: 'passkey', standing: { ...standing, disabled: true } }), {
    refuse: 'user_disabled',
  });
});

test('F3 S8.7 whoever has nothing to prove enrols a factor where that is allowed, and is sent to the supervisor where not', () => {
  assert.deepEqual(next(withFactor({ mayEnrol: true })), { ask: 'enrol_factor' });
  assert.deepEqual(next(withFactor({})), { refuse: 'no_email_for_code' });
});

test('F2 when the day’s wrong codes are used up no code is asked for, but a passkey still is', () => {
  assert.deepEqual(next(withFactor({ methods: ['email_code'], exhausted: true })), {
    refuse: 'code_attempts_exceeded',
  });
  assert.deepEqual(next(withFactor({ methods: ['passkey', 'totp'], exhausted: true })), { ask: 'code' });
  assert.deepEqual(next({ ...fine, factor: { ...noFactor, exhausted: true } }), { done: true });
});

test('the diagram in docs/sign-in.md is the machine', async () => {
  const text = await readFile(new URL('../../docs/sign-in.md', import.meta.url), 'utf8');
  assert.ok(
    text.includes(`\`\`\`mermaid\n${mermaid()}\n\`\`\``),
    'print it anew with mermaid() of server/signin/machine.ts',
  );
});

test('M8 the whole way is told: each step asked for once, the first as the sign-in asks it, and the same refusal in the end', () => {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      const { asks, refusal } = walk(facts);
      assert.equal(new Set(asks).size, asks.length);
      const [first] = asks;
      const expected = first !== undefined ? { ask: first } : refusal !== null ? { refuse: refusal } : { done: true };
      assert.deepEqual(next(facts), expected);
    }),
  );
  const temporary = { ...withFactor({}), passwordMustChange: true };
  assert.deepEqual(walk(temporary), { asks: ['new_password'], refusal: 'no_email_for_code' });
  assert.deepEqual(walk(withFactor({ mayEnrol: true })), { asks: ['enrol_factor'], refusal: null });
});
