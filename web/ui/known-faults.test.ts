import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { emailFault, personNameFault, usernameFault } from '../../server/users/identifiers.ts';
import { readDestination } from '../../server/webhooks/destination.ts';
import { ApiError } from '../api/client.ts';
import { text } from '../texts/texts.ts';
import { fieldErrors } from './field-errors.ts';
import { faultText, knownFaults, wholeFault } from './known-faults.ts';

const source = [
  'users',
  'tenants',
  'schedules',
  'roles',
  'stations',
  'imports',
  'webhooks',
  'organizations',
  'api-keys',
]
  .map((slice) => new URL(`../../server/${slice}/`, import.meta.url))
  .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => new URL(name, folder)))
  .filter(({ pathname }) => pathname.endsWith('.ts') && !pathname.endsWith('.test.ts'))
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n');

test('S11 every fault that is told in the person’s language is one that the server still words so', () => {
  for (const message of Object.keys(knownFaults)) assert.ok(source.includes(message), message);
});

test('S11 every fault of a name or an address is told in the person’s language', () => {
  const faults = [
    usernameFault(''),
    usernameFault('a b'),
    emailFault('nobody'),
    emailFault(`${'a'.repeat(80)}@example.com`),
    personNameFault('a'.repeat(101)),
    personNameFault('a\nb'),
  ];
  for (const fault of faults) assert.ok(fault !== null && Object.hasOwn(knownFaults, fault), String(fault));
});

test('S11 every fault of a webhook’s address is told in the person’s language', () => {
  const policy = { httpsOnly: true, networks: [] };
  for (const url of [
    'x',
    'http://example.com',
    'https://a:b@example.com',
    'https://example.com/#x',
    'https://10.0.0.1',
  ]) {
    const fault = readDestination(url, policy);
    assert.ok(typeof fault === 'string' && Object.hasOwn(knownFaults, fault), String(fault));
  }
});

test('M5 what nobody translated is told as it came, and a place in a list is told at the list', () => {
  assert.equal(faultText('is strange'), 'is strange');
  assert.equal(faultText('toString'), 'toString');
  const violations = [{ path: '/teams/0', message: 'is not a team of this organisation' }];
  const error = new ApiError({ code: 'invalid_request', status: 400, title: 'x', violations });
  assert.deepEqual(fieldErrors(error, ['username', 'teams']), {
    teams: faultText('is not a team of this organisation'),
  });
});

test('M1 S11 what is wrong with a file is told with its line, what no field is to blame for in the server’s words, the rest at its field', () => {
  const message = 'has a quotation mark that is out of place';
  const told = text('fault.file.line', { line: '3', fault: faultText(message) });
  assert.notEqual(faultText(message), message);
  assert.equal(wholeFault({ violations: [{ path: '/file/3', message }], detail: 'x' }), told);
  assert.equal(wholeFault({ violations: [{ path: '/file', message: 'holds nobody' }] }), faultText('holds nobody'));
  assert.equal(
    wholeFault({ detail: 'An organisation has at most 200 roles.' }),
    'An organisation has at most 200 roles.',
  );
  assert.equal(wholeFault({ violations: [{ path: '/name', message: 'is odd' }], detail: 'x' }), null);
  assert.equal(wholeFault({}), null);
});
