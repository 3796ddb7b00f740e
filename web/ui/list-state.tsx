/** The states that every list shares: loading, failed, empty, nothing found, more to come. */
import { Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Page } from '../api/client.ts';
import { text } from '../texts/texts.ts';
import { LoadFailure } from './failure.tsx';

interface ListStateProps<Item> {
  readonly query: UseInfiniteQueryResult<InfiniteData<Page<Item>>>;
  /** What stands there when there is nothing at all, or nothing found. */
  readonly empty: ReactNode;
  /** Says how many are shown; announced politely when a search changes it. */
  readonly summary: (count: number) => string;
  readonly children: (items: readonly Item[]) => ReactNode;
}

const skeletonRows = ['one', 'two', 'three', 'four', 'five'];

function ListLoading() {
  return (
    <Stack gap="xs" role="status" aria-label={text('loading')}>
      {skeletonRows.map((row) => (
        <Skeleton key={row} height={44} />
      ))}
    </Stack>
  );
}

export function ListState<Item>({ query, empty, summary, children }: ListStateProps<Item>) {
  if (query.isPending) return <ListLoading />;
  if (query.isError && query.data === undefined) {
    return <LoadFailure error={query.error} onRetry={() => query.refetch()} />;
  }
  const items = (query.data?.pages ?? []).flatMap((page) => page.items);
  return (
    <Stack>
      {items.length === 0 ? empty : children(items)}
      {query.isError ? (
        <LoadFailure
          error={query.error}
          // What failed is tried again: the next rows, or those that are shown.
          onRetry={() => (query.isFetchNextPageError ? query.fetchNextPage() : query.refetch())}
        />
      ) : null}
      <Group justify="space-between">
        <Text size="sm" c="dimmed" role="status">
          {items.length === 0 ? '' : summary(items.length)}
        </Text>
        {query.hasNextPage ? (
          <Button variant="default" loading={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
            {text('action.more')}
          </Button>
        ) : null}
      </Group>
    </Stack>
  );
}
