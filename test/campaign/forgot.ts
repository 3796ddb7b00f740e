// Do the times of requests for a link tell who exists, while a mail server takes its time over each mail?
import { commandLineCaller } from '../../server/kernel/caller.ts';
import type { TestApp } from '../support/app.ts';
import type { Browser } from '../support/browser.ts';
import { forgot } from '../support/links.ts';
import { until } from '../support/until.ts';
import type { Groups, Try } from './timing.ts';

/** How long the mail server of this campaign takes over each mail. */
const mailMs = 500;

/** What makes the mail server slow. */
export async function slowly(): Promise<null> {
  const readyAt = performance.now() + mailMs;
  await until(() => performance.now() >= readyAt);
  return null;
}

function asks(browser: Browser, identifier: string): Try {
  return async () => {
    const answer = await forgot(browser, identifier);
    if (answer.status !== 202) throw new Error(`${identifier}: ${answer.status} ${answer.text}`);
  };
}

/** Whom a request may mean. It comes from a registered office network: others may not ask as often. */
export async function forgotGroups(app: TestApp): Promise<Groups> {
  const tenant = await app.organization('forgetful', { officeNetworks: ['127.0.0.1'] });
  const elsewhere = await app.organization('forgetful-2');
  await app.user(tenant, 'known', { email: 'known@forgetful.example' });
  const disabled = await app.user(tenant, 'disabled', { email: 'disabled@forgetful.example' });
  await app.app.house.users.setDisabled(tenant, commandLineCaller(tenant.id), disabled.id, true);
  await app.user(tenant, 'bare');
  await app.user(elsewhere, 'stranger', { email: 'stranger@forgetful.example' });
  const browser = app.browser(tenant.slug);
  return {
    known: asks(browser, 'known'),
    unknown: asks(browser, 'nobody-here'),
    disabled: asks(browser, 'disabled'),
    'without e-mail': asks(browser, 'bare'),
    'other organisation': asks(browser, 'stranger'),
  };
}
