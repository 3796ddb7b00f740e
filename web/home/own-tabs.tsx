/** The person's own tabs that are connected, in every browser, with a button to disconnect each. */
import { Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { ownTabsQuery } from '../api/connections.ts';
import { useLive } from '../connection/live-provider.tsx';
import { OpenTabs } from '../connection/open-tabs.tsx';
import { useTabChanges } from '../connection/use-tab-changes.ts';
import { text } from '../texts/texts.ts';
import { LoadFailure } from '../ui/failure.tsx';

export function OwnTabs() {
  const { state } = useLive().live;
  const tabs = useQuery(ownTabsQuery);
  const { refetch } = tabs;
  useTabChanges(refetch);
  const connection = state.name === 'connected' ? state.connection : null;
  useEffect(() => {
    if (connection !== null) void refetch();
  }, [connection, refetch]);
  if (tabs.isPending) return <Skeleton height={64} role="status" aria-label={text('loading')} />;
  if (tabs.isError) return <LoadFailure error={tabs.error} onRetry={() => refetch()} />;
  return (
    <Stack gap="sm">
      {state.name === 'connected' ? (
        <Text size="sm" c="dimmed">
          {text('home.tabs.limit', { count: tabs.data.items.length, limit: state.limit })}
        </Text>
      ) : null}
      <OpenTabs label={text('home.tabs')} tabs={tabs.data.items} onDone={() => void refetch()} />
    </Stack>
  );
}
