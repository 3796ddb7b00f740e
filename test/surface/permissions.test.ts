// Row M3: what each call asks for, as a snapshot that a manager can read; and that credentials have a permission for each verb.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, test } from 'node:test';
import { permissionsDocument, permissionsFile, verbsOf } from '../../tools/permissions.ts';
import { type PermissionMap, permissionMap } from './permission-map.ts';

let found: PermissionMap;
before(async () => {
  found = await permissionMap();
});

test('M3 the permission snapshot is what the code says (else: node tools/permissions.ts)', async () => {
  assert.equal(await readFile(permissionsFile, 'utf8'), permissionsDocument(found));
});

test('M3 every call that is not about oneself asks for a permission, and for one that is named for it', () => {
  const unclear = [...found]
    .filter(([, enough]) => enough.every((one) => one.permissions.length === 0))
    .map(([name]) => name);
  assert.deepEqual(unclear, []);
});

test('M3 each verb of credentials has a permission of its own: none comes with another', () => {
  const verbs = [...found]
    .filter(([name]) =>
      /\/users\/\{id\}\/(password|portal-password|credentials|unlock|second-factor\/reset|sign-out)$/.test(name),
    )
    .map(([name, enough]) => ({ name, verbs: verbsOf(enough) }));
  assert.ok(verbs.length >= 5);
  for (const one of verbs) assert.equal(one.verbs.length, 1, `${one.name}: ${one.verbs}`);
  assert.equal(new Set(verbs.flatMap((one) => one.verbs)).size, verbs.length, JSON.stringify(verbs));
});
