/** Where a person is logged in (L5): browsers and programs, the tabs of each, and logging them out of one or all. */
import { Badge, Button, Group, List, Paper, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type PersonSession, personSessionEnd, personSessionsQuery } from '../../api/credentials.ts';
import type { User } from '../../api/users.ts';
import { plural, text } from '../../texts/texts.ts';
import { Empty } from '../../ui/failure.tsx';
import { notifyDone, notifyFailure } from '../../ui/notify.tsx';
import { QueryState } from '../../ui/query-state.tsx';
import { useTimeStyle } from '../../ui/session-context.ts';
import { dateTimeText, timeZoneText } from '../../ui/time.ts';
import { useMayActOn } from './may-act-on.ts';
import { personName } from './person-name.ts';

/** Milliseconds between looks: tabs come and go. */
const lookAgainMs = 10_000;

interface SessionProps {
  readonly user: User;
  readonly session: PersonSession;
}

function EndOne({ user, session }: SessionProps) {
  const queryClient = useQueryClient();
  const { browser, since } = session;
  const time = dateTimeText(since, useTimeStyle());
  const end = useMutation({
    mutationFn: () => personSessionEnd(user.id, session.id),
    onSuccess: () => notifyDone(text('person.sessions.ended', { name: personName(user), browser })),
    onError: notifyFailure,
    onSettled: () => queryClient.invalidateQueries({ queryKey: personSessionsQuery(user.id).queryKey }),
  });
  return (
    <Button
      variant="default"
      size="sm"
      loading={end.isPending}
      aria-label={text('security.endOne.label', { browser, time })}
      onClick={() => end.mutate()}
    >
      {text('security.endOne')}
    </Button>
  );
}

function SessionRow({ user, session }: SessionProps) {
  const style = useTimeStyle();
  const mayActOn = useMayActOn(user);
  const { browser, address, since, lastSeenAt, kind, station, tabs } = session;
  return (
    <Paper component="li" withBorder p="md">
      <Group justify="space-between" gap="sm" align="flex-start">
        <Stack gap={4} miw={0} flex="1 1 16rem">
          <Group gap="xs">
            <Text fw={600}>{browser}</Text>
            {kind === 'native' ? <Badge variant="light">{text('person.sessions.program')}</Badge> : null}
            {station === null ? null : (
              <Badge variant="light" color="gray">
                {text('person.sessions.station', { station })}
              </Badge>
            )}
          </Group>
          <Text size="sm" c="dimmed">
            {text('security.address', { address })} · {text('security.since', { time: dateTimeText(since, style) })} ·{' '}
            {text('security.lastSeen', { time: dateTimeText(lastSeenAt, style) })}
          </Text>
          <Text size="sm">{plural('person.sessions.tabs', tabs.length)}</Text>
          {tabs.length === 0 ? null : (
            <List size="sm">
              {tabs.map((tab) => (
                <List.Item key={tab.id}>
                  {text('tab.where', { address: tab.address, time: dateTimeText(tab.since, style) })}
                </List.Item>
              ))}
            </List>
          )}
        </Stack>
        {mayActOn('sign_out') ? <EndOne user={user} session={session} /> : null}
      </Group>
    </Paper>
  );
}

export function PersonSessions({ user }: { readonly user: User }) {
  const { timeZone } = useTimeStyle();
  const query = useQuery({ ...personSessionsQuery(user.id), refetchInterval: lookAgainMs });
  return (
    <QueryState query={query}>
      {({ items }) =>
        items.length === 0 ? (
          <Empty title={text('person.sessions.empty')} help={text('person.sessions.empty.text')} />
        ) : (
          <Stack>
            <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: 'none' }}>
              {items.map((session) => (
                <SessionRow key={session.id} user={user} session={session} />
              ))}
            </Stack>
            <Text size="sm" c="dimmed">
              {text('people.timeZone', { timeZone: timeZoneText(timeZone) })}
            </Text>
          </Stack>
        )
      }
    </QueryState>
  );
}
