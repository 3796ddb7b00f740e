// What each endpoint of SCIM expects of its caller, and the form in which it refuses.
import assert from 'node:assert/strict';
import type { Permission } from '../../server/kernel/caller.ts';
import type { Answer } from '../support/browser.ts';
import { errorSchema, groupSchema, patchSchema, userSchema } from '../support/scim.ts';

export interface Endpoint {
  readonly method: string;
  readonly path: string;
  /** Whose id the path names. */
  readonly id?: 'user' | 'team';
  readonly body?: unknown;
  /** Without any of these it is refused with 403. */
  readonly needs: readonly Permission[];
  readonly status: number;
}

export const patch = (path: string, value: unknown) => ({
  schemas: [patchSchema],
  Operations: [{ op: 'replace', path, value }],
});
export const endpoints: readonly Endpoint[] = [
  { method: 'GET', path: '/ServiceProviderConfig', needs: [], status: 200 },
  { method: 'GET', path: '/ResourceTypes', needs: [], status: 200 },
  { method: 'GET', path: '/ResourceTypes/User', needs: [], status: 200 },
  { method: 'GET', path: '/Schemas', needs: [], status: 200 },
  { method: 'GET', path: `/Schemas/${userSchema}`, needs: [], status: 200 },
  { method: 'GET', path: '/Me', needs: [], status: 501 },
  { method: 'POST', path: '/Bulk', body: {}, needs: [], status: 501 },
  { method: 'POST', path: '/.search', body: {}, needs: [], status: 501 },
  { method: 'GET', path: '/Users', needs: ['users:read'], status: 200 },
  {
    method: 'POST',
    path: '/Users',
    body: { schemas: [userSchema], userName: 'scim-made' },
    needs: ['users:create', 'users:read'],
    status: 201,
  },
  { method: 'GET', path: '/Users/:id', id: 'user', needs: ['users:read'], status: 200 },
  {
    method: 'PUT',
    path: '/Users/:id',
    id: 'user',
    body: { schemas: [userSchema], userName: 'ned', name: { familyName: 'Put' } },
    needs: ['users:update', 'users:read'],
    status: 200,
  },
  {
    method: 'PATCH',
    path: '/Users/:id',
    id: 'user',
    body: patch('name.familyName', 'Patched'),
    needs: ['users:update', 'users:read'],
    status: 200,
  },
  { method: 'GET', path: '/Groups', needs: ['teams:read'], status: 200 },
  {
    method: 'POST',
    path: '/Groups',
    body: { schemas: [groupSchema], displayName: 'Made' },
    needs: ['teams:update', 'teams:read', 'users:read'],
    status: 201,
  },
  { method: 'GET', path: '/Groups/:id', id: 'team', needs: ['teams:read', 'users:read'], status: 200 },
  {
    method: 'PUT',
    path: '/Groups/:id',
    id: 'team',
    body: { schemas: [groupSchema], displayName: 'Put' },
    needs: ['teams:update', 'teams:read', 'users:read'],
    status: 200,
  },
  {
    method: 'PATCH',
    path: '/Groups/:id',
    id: 'team',
    body: patch('displayName', 'Patched'),
    needs: ['teams:update', 'teams:read', 'users:read'],
    status: 200,
  },
  // Last: nothing of them is left for the others.
  { method: 'DELETE', path: '/Users/:id', id: 'user', needs: ['users:delete', 'users:read'], status: 204 },
  {
    method: 'DELETE',
    path: '/Groups/:id',
    id: 'team',
    needs: ['teams:update', 'teams:read', 'users:read'],
    status: 204,
  },
];

export function assertScimError(answer: Answer, status: number, where: string): void {
  assert.equal(`${where} ${answer.status}`, `${where} ${status}`, answer.text);
  assert.match(String(answer.headers['content-type']), /^application\/scim\+json/, where);
  const { schemas, status: said, detail } = answer.json();
  assert.deepEqual(schemas, [errorSchema], where);
  assert.equal(said, String(status), where);
  assert.equal(typeof detail, 'string', where);
}
