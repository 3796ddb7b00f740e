/** The states of one thing that is loaded: on its way, failed, there. */
import { Skeleton } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { isRefusal } from '../api/client.ts';
import { text } from '../texts/texts.ts';
import { LoadFailure } from './failure.tsx';
import { NotFoundPage } from './not-found-page.tsx';
import { Page, type PageProps } from './page.tsx';

interface QueryStateProps<Data> {
  readonly query: UseQueryResult<Data>;
  readonly children: (data: Data) => ReactNode;
}

/** A part of a page. */
export function QueryState<Data>({ query, children }: QueryStateProps<Data>) {
  if (query.data !== undefined) return children(query.data);
  if (query.isError) return <LoadFailure error={query.error} onRetry={() => query.refetch()} />;
  return <Skeleton height={240} role="status" aria-label={text('loading')} />;
}

/** A whole page about one thing: nobody finds what is not there, or not theirs to see. */
export function PageState<Data>({
  query,
  frame,
  children,
}: QueryStateProps<Data> & { readonly frame: Omit<PageProps, 'children'> }) {
  if (query.data !== undefined) return children(query.data);
  if (isRefusal(query.error, 'not_found')) return <NotFoundPage />;
  return (
    <Page {...frame}>
      <QueryState query={query}>{children}</QueryState>
    </Page>
  );
}
