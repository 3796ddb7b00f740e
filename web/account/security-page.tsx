/** User menu → Security: second factor; where the person is logged in; log out of one, or everywhere (S5, S6). */
import { Badge, Button, Group, Paper, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type SessionListed, sessionsEndAll, sessionsEndOne, sessionsQuery } from '../api/session.ts';
import { paths } from '../paths.ts';
import { plural, text } from '../texts/texts.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { LoadFailure } from '../ui/failure.tsx';
import { notifyDone, notifyFailure } from '../ui/notify.tsx';
import { Page } from '../ui/page.tsx';
import { useTimeStyle } from '../ui/session-context.ts';
import { dateTimeText, timeZoneText } from '../ui/time.ts';
import { AccountNavigation } from './account-navigation.tsx';
import { SecondFactorSection } from './second-factor.tsx';

function SessionRow({ session }: { readonly session: SessionListed }) {
  const style = useTimeStyle();
  const queryClient = useQueryClient();
  const since = dateTimeText(session.since, style);
  const end = useMutation({
    mutationFn: () => sessionsEndOne(session.id),
    onSuccess: async () => {
      notifyDone(text('security.endedOne', { browser: session.browser }));
      await queryClient.invalidateQueries(sessionsQuery);
    },
    onError: notifyFailure,
  });
  return (
    <Paper component="li" withBorder p="md">
      <Group justify="space-between" gap="sm">
        <Stack gap={2} miw={0}>
          <Group gap="xs">
            <Text fw={600}>{session.browser}</Text>
            {session.current ? <Badge variant="light">{text('security.current')}</Badge> : null}
          </Group>
          <Text size="sm" c="dimmed">
            {text('security.address', { address: session.address })} · {text('security.since', { time: since })} ·{' '}
            {text('security.lastSeen', { time: dateTimeText(session.lastSeenAt, style) })}
          </Text>
        </Stack>
        {session.current ? null : (
          <Button
            variant="default"
            size="sm"
            loading={end.isPending}
            aria-label={text('security.endOne.label', { browser: session.browser, time: since })}
            onClick={() => end.mutate()}
          >
            {text('security.endOne')}
          </Button>
        )}
      </Group>
    </Paper>
  );
}

function EndAll({ count }: { readonly count: number }) {
  const [opened, setOpened] = useState(false);
  const end = useMutation({
    mutationFn: sessionsEndAll,
    onSuccess: () => window.location.assign(paths.signedOut),
  });
  return (
    <>
      <Button variant="default" onClick={() => setOpened(true)}>
        {text('security.endAll')}
      </Button>
      <ConfirmDialog
        opened={opened}
        question={text('security.endAll.question')}
        consequence={plural('security.endAll.text', count)}
        act={text('security.endAll')}
        pending={end.isPending || end.isSuccess}
        error={end.error}
        onConfirm={() => end.mutate()}
        onClose={() => setOpened(false)}
      />
    </>
  );
}

function Sessions() {
  const sessions = useQuery(sessionsQuery);
  if (sessions.isPending) {
    return (
      <Stack gap="sm" role="status" aria-label={text('loading')}>
        <Skeleton height={72} />
        <Skeleton height={72} />
      </Stack>
    );
  }
  if (sessions.isError) return <LoadFailure error={sessions.error} onRetry={() => sessions.refetch()} />;
  const { items } = sessions.data;
  // This browser first, then the one used last.
  const ordered = items.toSorted(
    (one, other) => Number(other.current) - Number(one.current) || other.lastSeenAt.localeCompare(one.lastSeenAt),
  );
  return (
    <Stack align="flex-start">
      <Stack component="ul" gap="sm" m={0} p={0} w="100%" style={{ listStyle: 'none' }}>
        {ordered.map((session) => (
          <SessionRow key={session.id} session={session} />
        ))}
      </Stack>
      <EndAll count={items.length} />
    </Stack>
  );
}

export function SecurityPage() {
  const { timeZone } = useTimeStyle();
  return (
    <Page title={text('security.title')}>
      <AccountNavigation />
      <SecondFactorSection />
      <Stack component="section" gap="sm" aria-labelledby="sessions-heading" data-no-print>
        <Title order={2} id="sessions-heading">
          {text('security.sessions')}
        </Title>
        <Text size="sm" c="dimmed">
          {text('security.sessions.help', { timeZone: timeZoneText(timeZone) })}
        </Text>
        <Sessions />
      </Stack>
    </Page>
  );
}
