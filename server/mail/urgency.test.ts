import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import { type House, withServer } from '../../test/support/mail-house.ts';
import { until } from '../../test/support/until.ts';
import type { MailId } from '../kernel/ids.ts';
import { requeueMails } from './upkeep.ts';

const occasion = { when: 'Friday 20 November', browser: 'Firefox on Linux', address: '203.0.113.9' };
const code = { template: 'code', parameters: { code: '482913', minutes: 5, ...occasion } } as const;
const resetLink = {
  template: 'reset_link',
  parameters: { link: '/reset-password#x', minutes: 60, when: occasion.when, address: occasion.address },
} as const;
const notice = { template: 'new_browser', parameters: occasion } as const;

async function sendMany(house: House, count: number): Promise<MailId[]> {
  const ids: MailId[] = [];
  for (let n = 0; n < count; n += 1) ids.push(await house.send());
  return ids;
}

/** A mail server that keeps every ordinary mail waiting until it is let go. */
function holding() {
  const gate = Promise.withResolvers<null>();
  const begun: string[] = [];
  const answer = async ({ raw }: { readonly raw: string }) => {
    const subject = /^Subject: (.*)$/m.exec(raw)?.[1] ?? '';
    begun.push(subject);
    return /code|password for/.test(subject) ? null : gate.promise;
  };
  return { answer, begun, letGo: () => gate.resolve(null) };
}

describe('how soon a mail leaves', () => {
  it('F2 R2 codes and links leave while every ordinary connection is held up and bulk mail waits', () => {
    const { answer, begun, letGo } = holding();
    return withServer(answer, async (server, house) => {
      house.startWork();
      const welcomes = await sendMany(house, 30);
      await until(() => begun.length === 8);
      for (const mail of [code, resetLink]) assert.equal((await house.ended(await house.send(mail))).status, 'sent');
      assert.equal(server.received.length, 2);
      assert.equal(begun.length, 10);
      letGo();
      for (const id of welcomes) assert.equal((await house.ended(id)).status, 'sent');
      assert.equal(server.received.length, 32);
    });
  });

  it('P1 a notice about one account overtakes bulk mail that waits', () => {
    const { answer, begun, letGo } = holding();
    return withServer(answer, async (_server, house) => {
      await sendMany(house, 20);
      const id = await house.send(notice);
      house.startWork();
      await until(() => begun.length === 8);
      assert.ok(
        begun.some((subject) => subject.startsWith('New browser')),
        begun.join('\n'),
      );
      letGo();
      assert.equal((await house.ended(id)).status, 'sent');
    });
  });

  it('P1 F2 what is queued anew after a restore is as urgent as it was', () =>
    withServer(undefined, async (_server, { database, send, jobCount }) => {
      const queued = () =>
        database.withSystem(async (tx) => {
          const jobs = sql<{ task: string; priority: number }>`
            SELECT t.identifier AS task, j.priority FROM graphile_worker._private_jobs j
            JOIN graphile_worker._private_tasks t ON t.id = j.task_id ORDER BY 1, 2`;
          return (await jobs.execute(tx)).rows;
        });
      for (const mail of [{}, code, resetLink, notice]) await send(mail);
      const before = await queued();
      assert.deepEqual(
        before.map(({ task, priority }) => [task, priority]),
        [
          ['mail:send', 0],
          ['mail:send', 10],
          ['mail:urgent', 0],
          ['mail:urgent', 0],
        ],
      );
      await database.withSystem((tx) => sql`DELETE FROM graphile_worker._private_jobs`.execute(tx));
      assert.equal(await jobCount(), 0);
      assert.equal(await database.withSystem((tx) => requeueMails(tx)), 4);
      assert.deepEqual(await queued(), before);
    }));
});
