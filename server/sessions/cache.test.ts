// security.md, Sessions: a revocation is felt within a second in every process, also where the notification comes late.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId, type SessionId, type TenantId, type UserId } from '../kernel/ids.ts';
import type { Change } from '../platform/changes.ts';
import type { Listener } from '../platform/notify.ts';
import { SessionCache } from './cache.ts';
import type { SessionRow } from './store.ts';

const tenant = newId<TenantId>();

/** Another process's listener: it hears of a change when the test says so. */
function lateListener(): Listener {
  const heard: ((change: Change) => void)[] = [];
  return {
    live: true,
    subscribe: ({ onChange }) => {
      heard.push(onChange);
    },
    hear: (change) => {
      for (const onChange of heard) onChange(change);
    },
    close: async () => undefined,
  };
}

function sessionRow(): SessionRow {
  // The cache reads these fields only.
  const row = {
    id: newId<SessionId>(),
    user_id: newId<UserId>(),
    absolute_left_seconds: 3_600,
    schedule_definitions: null,
  };
  return row as unknown as SessionRow;
}

/** Hours that end no session. */
const endless = () => null;

test('V7.2.4 a token that was replaced is forgotten with the first use of the new one, though its notification comes later', async () => {
  const listener = lateListener();
  const cache = new SessionCache(listener, () => 0);
  const row = sessionRow();
  await cache.get('old', tenant, async () => row, endless);
  await cache.get('new', tenant, async () => ({ ...row }), endless);
  assert.equal(cache.peek('old', tenant), undefined);
  listener.hear({ kind: 'session', tenant, session: row.id });
  assert.equal(cache.peek('old', tenant), undefined);
  assert.equal(cache.peek('new', tenant), undefined);
  assert.equal(cache.size, 0);
});

test('V7.4.1 a session that got a new token is still ended by its id once somebody has tried the old one', async () => {
  const listener = lateListener();
  const cache = new SessionCache(listener, () => 0);
  const row = sessionRow();
  await cache.get('old', tenant, async () => row, endless);
  await cache.get('new', tenant, async () => ({ ...row }), endless);
  assert.equal(await cache.get('old', tenant, async () => null, endless), null);
  assert.ok(cache.peek('new', tenant));
  listener.hear({ kind: 'session', tenant, session: row.id });
  assert.equal(cache.peek('new', tenant), undefined, 'logged out in another process');
});

test('V8 what one organisation’s token opens is not told to another, and asking there does not make it forgotten', async () => {
  const cache = new SessionCache(lateListener(), () => 0);
  await cache.get('token', tenant, async () => sessionRow(), endless);
  const other = newId<TenantId>();
  assert.equal(cache.peek('token', other), undefined);
  assert.equal(await cache.get('token', other, async () => null, endless), null);
  assert.ok(cache.peek('token', tenant));
});

test('L3 a session in memory lets nobody in beyond the end of its hours, though nothing tells of it', async () => {
  let clockOffsetMs = 0;
  const cache = new SessionCache(lateListener(), () => clockOffsetMs);
  await cache.get(
    'token',
    tenant,
    async () => sessionRow(),
    () => 60_000,
  );
  clockOffsetMs = 59_000;
  assert.ok(cache.peek('token', tenant));
  clockOffsetMs = 60_000;
  assert.equal(cache.peek('token', tenant), undefined);
});
