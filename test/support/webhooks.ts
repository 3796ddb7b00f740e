// An organisation with an administrator who is signed in, and endpoints made as they would make them.
import assert from 'node:assert/strict';
import type { Tenant } from '../../server/tenants/tenants.ts';
import type { Delivery, DeliveryDetails, Webhook } from '../../server/webhooks/webhook.ts';
import { goodPassword, type TestApp } from './app.ts';
import type { Browser } from './browser.ts';

export interface Administered {
  readonly tenant: Tenant;
  readonly nadia: Browser;
}

export async function administered(app: TestApp, slug: string): Promise<Administered> {
  const tenant = await app.organization(slug, { officeNetworks: ['127.0.0.0/8'] });
  await app.user(tenant, 'nadia', { role: 'administrator' });
  const nadia = app.browser(slug);
  assert.equal((await nadia.signIn('nadia', goodPassword)).status, 200);
  return { tenant, nadia };
}

export async function addWebhook(
  nadia: Browser,
  url: string,
  events: readonly string[] = ['*'],
): Promise<{ webhook: Webhook; secret: string; path: string }> {
  const answer = await nadia.json('POST', '/api/v1/webhooks', { name: 'Payroll', url, events });
  assert.equal(answer.status, 201, answer.text);
  const made = answer.json<{ webhook: Webhook; secret: string }>();
  return { ...made, path: `/api/v1/webhooks/${made.webhook.id}` };
}

export async function deliveries(nadia: Browser, path: string, query = ''): Promise<Delivery[]> {
  const answer = await nadia.get(`${path}/deliveries${query}`);
  assert.equal(answer.status, 200, answer.text);
  return answer.json<{ items: Delivery[] }>().items;
}

export async function delivery(nadia: Browser, path: string, id: string): Promise<DeliveryDetails> {
  const answer = await nadia.get(`${path}/deliveries/${id}`);
  assert.equal(answer.status, 200, answer.text);
  return answer.json<DeliveryDetails>();
}

export async function webhookAt(nadia: Browser, path: string): Promise<Webhook> {
  return (await nadia.get(path)).json<Webhook>();
}
