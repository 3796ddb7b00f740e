import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accountPaths, areaOf, organizationPath, paths, signInPath } from './paths.ts';

test('S4 a deep link survives the way over the sign-in page', () => {
  const page = signInPath('organization', '/console/people?search=a&b');
  const url = new URL(page, 'http://acme.localhost');
  assert.equal(url.pathname, '/sign-in');
  assert.equal(url.searchParams.get('return_to'), '/console/people?search=a&b');
});

test('S4 operators sign in at their own place', () => {
  assert.ok(signInPath('operator', paths.operator).startsWith('/operator/sign-in?'));
});

test('S5 only what lies under /operator is the operators’ place', () => {
  assert.equal(areaOf('/operator'), 'operator');
  assert.equal(areaOf('/operator/organizations/acme'), 'operator');
  assert.equal(areaOf('/operators'), 'organization');
  assert.equal(areaOf('/home'), 'organization');
});

test('S5 the User menu leads to the account pages of the area', () => {
  assert.equal(areaOf(accountPaths('operator').security), 'operator');
  assert.equal(areaOf(accountPaths('organization').security), 'organization');
});

test('O1 a slug cannot break out of its address', () => {
  assert.equal(organizationPath('a/../b?c'), '/operator/organizations/a%2F..%2Fb%3Fc');
});
