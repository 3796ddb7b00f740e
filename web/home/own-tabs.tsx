/** The person's own tabs that are connected, in every browser, with a button to disconnect each. */
import { Skeleton, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect } from 'react';
import { ownTabsQuery } from '../api/connections.ts';
import { reloadQueries } from '../api/reload.ts';
import { useLive } from '../connection/live-provider.tsx';
import { OpenTabs } from '../connection/open-tabs.tsx';
import { useTabChanges } from '../connection/use-tab-changes.ts';
import { text } from '../texts/texts.ts';
import { LoadFailure } from '../ui/failure.tsx';

export function OwnTabs() {
  const { state } = useLive().live;
  const tabs = useQuery(ownTabsQuery);
  const queryClient = useQueryClient();
  const reload = useCallback(() => void reloadQueries(queryClient, { queryKey: ownTabsQuery.queryKey }), [queryClient]);
  useTabChanges(reload);
  const connection = state.name === 'connected' ? state.connection : null;
  useEffect(() => {
    if (connection !== null) reload();
  }, [connection, reload]);
  if (tabs.isPending) return <Skeleton height={64} role="status" aria-label={text('loading')} />;
  if (tabs.isError) return <LoadFailure error={tabs.error} onRetry={reload} />;
  return (
    <Stack gap="sm">
      {state.name === 'connected' ? (
        <Text size="sm" c="dimmed">
          {text('home.tabs.limit', { count: tabs.data.items.length, limit: state.limit })}
        </Text>
      ) : null}
      <OpenTabs label={text('home.tabs')} tabs={tabs.data.items} onDone={reload} />
    </Stack>
  );
}
