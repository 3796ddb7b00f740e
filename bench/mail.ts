// How soon a code is at the mail server, when hundreds of welcome mails wait and the mail server takes its time with each.
import { setTimeout as delay } from 'node:timers/promises';
import { newId, type UserId } from '../server/kernel/ids.ts';
import type { OutgoingMail } from '../server/mail/mail.ts';
import type { Tenant } from '../server/tenants/tenants.ts';
import { mailServer } from '../test/support/mail-server.ts';
import type { Figure } from './figures.ts';
import { median, type Samples } from './measure.ts';
import { makeOrganization, openStage, type Stage } from './stage.ts';

const welcomes = 500;
const codes = 100;
/** Milliseconds the mail server takes for each welcome mail: with eight connections, 500 of them keep it busy for six seconds. */
const welcomeMs = 100;
/** Milliseconds between codes, whether the ones before have left or not. */
const intervalMs = 40;

function addressed(tenant: Tenant, email: string): Pick<OutgoingMail, 'tenant' | 'user'> {
  const { id, name, origin } = tenant;
  return {
    tenant: { id, name, origin, accentColor: null },
    user: { id: newId<UserId>(), name: 'Ana Lopes', email, language: 'en' },
  };
}

function welcomeTo(tenant: Tenant, n: number): OutgoingMail {
  const address = tenant.origin;
  const parameters = {
    link: '/sign-in',
    address,
    username: `ana${n}`,
    temporaryPassword: 'Kiwi-4821-mesa',
    validUntil: 'tomorrow',
  };
  return { ...addressed(tenant, `welcome${n}@example.com`), template: 'welcome', parameters };
}

function codeTo(tenant: Tenant, n: number): OutgoingMail {
  const parameters = { code: '482913', minutes: 5, when: 'now', browser: 'Firefox', address: '203.0.113.9' };
  return { ...addressed(tenant, `code${n}@example.com`), template: 'code', parameters };
}

/** Queues a mail in a transaction of its own. @returns when it was committed: a page is answered after that */
async function commit({ house }: Stage, tenant: Tenant, mails: readonly OutgoingMail[]): Promise<number> {
  await house.database.withTenant(tenant.id, (tx) => house.mail.sendMany(tx, mails));
  return performance.now();
}

export async function measureMail(): Promise<{ figures: Figure[]; samples: Samples }> {
  const arrivedMs = new Map<string, number>();
  let waiting = welcomes;
  const server = await mailServer(async ({ to: [address = ''] }) => {
    if (!address.startsWith('welcome')) {
      arrivedMs.set(address, performance.now());
      return null;
    }
    await delay(welcomeMs);
    waiting -= 1;
    return null;
  });
  const stage = await openStage(() => undefined, server.url);
  try {
    const tenant = await makeOrganization(stage, 'letters');
    await commit(
      stage,
      tenant,
      Array.from({ length: welcomes }, (_, n) => welcomeTo(tenant, n)),
    );
    const committed: Promise<number>[] = [];
    for (let n = 0; n < codes; n += 1) {
      committed.push(commit(stage, tenant, [codeTo(tenant, n)]));
      await delay(intervalMs);
    }
    const committedMs = await Promise.all(committed);
    const left = waiting;
    for (const deadlineMs = performance.now() + 60_000; arrivedMs.size < codes; await delay(5))
      if (performance.now() > deadlineMs) throw new Error(`Only ${arrivedMs.size} codes arrived.`);
    const waitsMs = committedMs.map((atMs, n) => (arrivedMs.get(`code${n}@example.com`) ?? Number.NaN) - atMs);
    return { figures: [figureOf(waitsMs, left)], samples: { codeMailMs: waitsMs } };
  } finally {
    await stage.stop();
    await server.close();
  }
}

function figureOf(waitsMs: readonly number[], left: number): Figure {
  const sorted = [...waitsMs].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return {
    id: 'code-mail-p95',
    title: `a code is at the mail server after the page answered, while ${welcomes} welcome mails wait (p95)`,
    value: at(0.95),
    unit: 'ms',
    budget: { max: 200 },
    detail: `${codes} codes: median ${median(sorted).toFixed(1)} ms, slowest ${at(1).toFixed(1)} ms; ${left} welcome mails were still waiting after the last one`,
  };
}
