import assert from 'node:assert/strict';
import { test } from 'node:test';
import { grantable } from '../../../server/roles/role.ts';
import { actPermission, acts, areaPermission, areas, includes } from './permission-matrix.ts';

test('M3 the form offers every permission that there is, and no other', () => {
  const offered = [
    ...acts.flatMap((act) => [actPermission(act, 'users'), actPermission(act, 'team')]),
    ...areas.map(areaPermission),
  ].filter((permission) => permission !== null);
  assert.deepEqual(offered.sort(), [...grantable].sort());
});

test('M3 who may act on everybody may act on their teams', () => {
  assert.equal(includes(['users:unlock'], 'team:unlock'), true);
  assert.equal(includes(['team:unlock'], 'users:unlock'), false);
  assert.equal(includes(['team:unlock'], 'team:unlock'), true);
});
