// Digits for the voice portal, for the canary: set by an administrator and by their owner, made by the server, mistyped, refused.
import assert from 'node:assert/strict';
import type { Browser } from '../support/browser.ts';
import type { Canary } from './canary-factors.ts';

const portalPassword = '7290461835';
const wrongPortalPassword = '6183902745';

/** @param administrator a browser in which one is signed in */
export async function usePortalPassword(
  { app, tenant, secrets, said }: Canary,
  administrator: Browser,
  password: string,
): Promise<void> {
  secrets.set('portal password', portalPassword).set('wrong portal password', wrongPortalPassword);
  const { id } = await app.user(tenant, 'piet', { password, email: 'piet@north.example', extension: '4718' });
  const path = `/api/v1/users/${id}/portal-password`;
  const made = await administrator.json('PUT', path, { generate: true });
  secrets.set('generated portal password', String(made.json().portalPassword));
  assert.equal((await said(administrator.json('PUT', path, { password: portalPassword }))).status, 200);
  assert.equal((await said(administrator.json('PUT', path, { password: `${wrongPortalPassword}1` }))).status, 422);
  const piet = app.browser('north');
  assert.equal((await piet.signIn('piet', password)).status, 200);
  const own = '/api/v1/session/portal-password';
  assert.equal((await said(piet.json('PUT', own, { password: portalPassword }))).status, 204);
  const origin = { address: '', browser: '', reference: '' };
  const attempt = { subject: { extension: '4718' }, source: 'phone', origin };
  const { users } = app.app.house;
  await assert.rejects(users.judgePortalPassword(tenant, { ...attempt, password: wrongPortalPassword }));
  assert.equal((await users.judgePortalPassword(tenant, { ...attempt, password: portalPassword })).id, id);
  await said(administrator.get(`/api/v1/users/${id}/credentials`));
}
