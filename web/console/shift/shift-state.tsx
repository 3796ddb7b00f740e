/** What a panel of the page Shift shows until its numbers are there, or when they do not come. */
import { Skeleton } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { text } from '../../texts/texts.ts';
import { LoadFailure } from '../../ui/failure.tsx';

interface LoadedProps<Answer> {
  readonly query: UseQueryResult<Answer>;
  readonly children: (answer: Answer) => ReactNode;
}

export function Loaded<Answer>({ query, children }: LoadedProps<Answer>) {
  if (query.isPending) return <Skeleton height={220} role="status" aria-label={text('loading')} />;
  if (query.data === undefined) return <LoadFailure error={query.error} onRetry={() => query.refetch()} />;
  return children(query.data);
}
