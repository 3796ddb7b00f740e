import assert from 'node:assert/strict';
import { test } from 'node:test';
import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { reloadQueries } from './reload.ts';

/** Somebody who looks at a list whose answers are given by hand. */
function watched() {
  const asked: ((answer: string) => void)[] = [];
  const client = new QueryClient({ defaultOptions: { queries: { retry: false, gcTime: 0 } } });
  const observer = new QueryObserver(client, {
    queryKey: ['tabs'],
    queryFn: () => new Promise<string>((resolve) => asked.push(resolve)),
  });
  const end = observer.subscribe(() => undefined);
  return { client, observer, asked, end };
}

test('L5 what was asked before a change is not shown after it, were it the first answer', async () => {
  const { client, observer, asked, end } = watched();
  const reloaded = reloadQueries(client, { queryKey: ['tabs'] });
  await new Promise(setImmediate);
  assert.equal(asked.length, 2);
  asked[0]?.('from before');
  asked[1]?.('from after');
  await reloaded;
  assert.equal(observer.getCurrentResult().data, 'from after');
  end();
});

test('L5 whoever looks away has what they asked for first, from after the change', async () => {
  const { client, observer, asked, end } = watched();
  const reloaded = reloadQueries(client, { queryKey: ['tabs'], refetchType: 'none' });
  await new Promise(setImmediate);
  asked[0]?.('from before');
  asked[1]?.('from after');
  await reloaded;
  assert.equal(observer.getCurrentResult().data, 'from after');
  await reloadQueries(client, { queryKey: ['tabs'], refetchType: 'none' });
  assert.equal(asked.length, 2, 'and nothing more until they look again');
  end();
});
