// L4 a user is deleted while they sign in, from two processes' worth of application on one database: whoever comes first, nothing
// of theirs is left, nobody is told of a fault, and no seat stays counted.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { commandLineCaller } from '../../server/kernel/caller.ts';
import { goodPassword } from '../support/app.ts';
import { isSignedIn, rows } from '../support/attack.ts';
import { houseOf } from '../support/seats.ts';
import { twoServers } from '../support/two-servers.ts';
import { within } from '../support/until.ts';

const { one, two } = await twoServers();

for (const browsers of [1, 100]) {
  test(`L4 a user deleted while 8 browsers sign in (${browsers} allowed) is in none of them afterwards`, async () => {
    let entered = 0;
    for (let round = 0; round < 10; round += 1) {
      const tenant = await houseOf(one, `deleted-${browsers}-${round}`, 50, {
        connections: { browsers },
        officeNetworks: ['127.0.0.0/8'],
      });
      const { id } = await one.user(tenant, 'ana');
      const jars = Array.from({ length: 8 }, (_, n) => (n % 2 === 0 ? one : two).browser(tenant.slug));
      const signIns = jars.map((jar) => jar.signIn('ana', goodPassword));
      // Sooner or later, round by round: before the first is answered, or after some.
      if (round > 2) await Promise.race(signIns);
      const removal = two.app.house.users.remove(tenant, commandLineCaller(tenant.id), id, null);
      const answers = await Promise.all(signIns);
      await removal;
      entered += answers.filter(({ status }) => status === 200).length;
      for (const { status, text } of answers) assert.ok(status < 500, text);
      for (const jar of jars) await within(1_000, async () => !(await isSignedIn(jar)));
      const left = await rows<{ n: string }>(
        one,
        sql`SELECT (SELECT count(*) FROM sessions WHERE user_id = ${id}) + (SELECT count(*) FROM seats WHERE user_id = ${id})
          + coalesce((SELECT in_use FROM seat_usage WHERE tenant_id = ${tenant.id}), 0) AS n`,
      );
      assert.equal(Number(left[0]?.n), 0, `round ${round}`);
    }
    assert.ok(entered > 0, 'some were in before');
  });
}
