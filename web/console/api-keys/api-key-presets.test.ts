import assert from 'node:assert/strict';
import { test } from 'node:test';
import { permissions } from '../../../server/kernel/caller.ts';
import { builtInRoles } from '../../../server/roles/built-in.ts';
import { expiresAt, permissionsOf, presets } from './api-key-presets.ts';

const administrator: readonly string[] = builtInRoles[0]?.permissions ?? [];

test('M2 presets of a key name permissions that exist, and nothing that changes anything where they say so', () => {
  const known: readonly string[] = permissions;
  for (const preset of presets) {
    const chosen = permissionsOf(preset, known);
    assert.deepEqual(chosen.length > 0, preset !== 'custom', preset);
    assert.ok(chosen.every((permission) => !permission.startsWith('team:')));
  }
  for (const preset of ['read_only', 'reporting'] as const) {
    const reads = permissionsOf(preset, administrator).every((permission) => /:(read|export)$/.test(permission));
    assert.ok(reads, preset);
  }
  for (const needed of ['users:create', 'users:update', 'users:delete', 'teams:update'])
    assert.ok(permissionsOf('provisioning', administrator).includes(needed), needed);
});

test('M3 no preset gives what its maker does not have', () => {
  const held = ['users:read', 'team:unlock', 'api_keys:manage'];
  assert.deepEqual(permissionsOf('everything', held), ['users:read', 'api_keys:manage']);
  assert.deepEqual(permissionsOf('provisioning', held), ['users:read']);
});

test('M2 a key expires so many days from now, or never', () => {
  assert.equal(expiresAt('90', Date.parse('2026-01-01T00:00:00Z')), '2026-04-01T00:00:00.000Z');
  assert.equal(expiresAt('never', 0), null);
});
