// Row F4: codes of authenticator apps.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { TOTP, URI } from 'otpauth';
import { encode } from 'uqr';
import { qrCodeImage } from './qr-code.ts';
import { newTotpSecret, totpEnrolment, totpStepOf } from './totp.ts';

/** RFC 6238 appendix B: its secret, and its codes cut to six digits. */
const rfcSecret = Buffer.from('12345678901234567890');
const rfcCodes: readonly (readonly [number, string])[] = [
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
];

test('F4 the codes of RFC 6238 are accepted in their own step and one to each side, and in no other', () => {
  for (const [seconds, code] of rfcCodes) {
    const step = Math.floor(seconds / 30);
    for (const current of [step - 1, step, step + 1]) assert.equal(totpStepOf(rfcSecret, code, current), step, code);
    for (const current of [step - 2, step + 2]) assert.equal(totpStepOf(rfcSecret, code, current), null, code);
  }
});

test('F4 spaces in a code do not count; anything but six digits is no code', () => {
  assert.equal(totpStepOf(rfcSecret, ' 287 082 ', 1), 1);
  for (const wrong of ['', '28708', '2870820', '94287082', '28708x', '٢٨٧٠٨٢', '287082\u0000', '-28708', '1e5'])
    assert.equal(totpStepOf(rfcSecret, wrong, 1), null, wrong);
});

test('F4 a secret has 160 bits and is never the same twice', () => {
  const secrets = Array.from({ length: 100 }, newTotpSecret);
  for (const secret of secrets) assert.equal(secret.length, 20);
  assert.equal(new Set(secrets.map(String)).size, 100);
});

test('F4 an app that reads the key or the address makes codes that are accepted', () => {
  const names = fc.string({ unit: 'binary', minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 20, maxLength: 20 }), names, names, (secret, issuer, account) => {
      fc.pre(issuer.isWellFormed() && account.isWellFormed());
      const { key, uri, qrCode } = totpEnrolment(secret, issuer, account);
      assert.match(key, /^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/);
      assert.match(uri, /^otpauth:\/\/totp\//);
      assert.ok(qrCode.length < 100_000);
      const read = URI.parse(uri);
      assert.ok(read instanceof TOTP);
      const timestamp = 1_763_700_000_000;
      const typed = new TOTP({ secret: key.replaceAll(' ', '') });
      for (const app of [read, typed])
        assert.equal(totpStepOf(secret, app.generate({ timestamp }), timestamp / 30_000), timestamp / 30_000);
    }),
    { numRuns: 50, endOnFailure: true },
  );
});

test('F4 the address names the organisation and the account', () => {
  const { uri } = totpEnrolment(rfcSecret, 'Acme: Contact Centre', 'ana');
  assert.match(uri, /^otpauth:\/\/totp\/Acme%20%20Contact%20Centre:ana\?issuer=Acme%20%20Contact%20Centre&/);
  assert.match(uri, /algorithm=SHA1&digits=6&period=30/);
});

test('F4 the QR code stands on white with a quiet zone of four modules', () => {
  const svg = Buffer.from(qrCodeImage('otpauth://totp/a?secret=JBSWY3DP').split(',')[1] ?? '', 'base64').toString();
  const size = Number(/viewBox="0 -.5 (\d+) /.exec(svg)?.[1]);
  assert.match(svg, new RegExp(`fill="#fff" d="M0-.5h${size}v${size}H0z"`));
  const cells: number[][] = [];
  let [x, y] = [0, 0];
  for (const [, absolute, row, moved, run] of svg.matchAll(/M(\d+) (\d+)|m(\d+) 0|h(\d+)(?=[hmM"])/g)) {
    if (absolute !== undefined) [x, y] = [Number(absolute), Number(row)];
    else if (moved !== undefined) x += Number(moved);
    else {
      cells.push([x, y, Number(run)]);
      x += Number(run);
    }
  }
  assert.ok(cells.length > 50);
  for (const [from = 0, at = 0, width = 0] of cells)
    assert.ok(from >= 4 && at >= 4 && from + width <= size - 4 && at < size - 4, `${from} ${at} ${width}`);
  const { data } = encode('otpauth://totp/a?secret=JBSWY3DP', { ecc: 'M', border: 4 });
  const drawn = data.map((row) => row.map(() => false));
  for (const [from = 0, at = 0, width = 0] of cells) drawn[at]?.fill(true, from, from + width);
  assert.deepEqual(drawn, data, 'every module is drawn, and nothing else');
});
