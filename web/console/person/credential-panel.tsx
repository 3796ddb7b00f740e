/** One credential on a person's page: what it is for, its state in badges and facts, and what can be done about it. */
import { Badge, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { IconLockOpen } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { CredentialState, WebPasswordState } from '../../api/credentials.ts';
import { type User, usersFilter, userUnlock } from '../../api/users.ts';
import { text } from '../../texts/texts.ts';
import { type Fact, Facts } from '../../ui/facts.tsx';
import { notifyDone, notifyFailure } from '../../ui/notify.tsx';
import { useTimeStyle } from '../../ui/session-context.ts';
import { dateTimeText, type TimeStyle } from '../../ui/time.ts';
import { useMayActOn } from './may-act-on.ts';
import { personName } from './person-name.ts';

type State = CredentialState & Partial<Pick<WebPasswordState, 'temporary' | 'expiresAt' | 'expired'>>;

/** Whoever changed it: a username, which has no spaces, or the terminal. */
function changerText(name: string | null): string {
  return name === 'command line' ? text('credential.commandLine') : (name ?? '–');
}

function Badges({ state: { set, temporary = false, expired = false, locked } }: { readonly state: State }) {
  const all = [
    { key: 'set', color: 'teal', shown: set },
    { key: 'none', color: 'gray', shown: !set },
    { key: 'temporary', color: 'blue', shown: temporary },
    { key: 'expired', color: 'red', shown: expired },
    { key: 'locked', color: 'orange', shown: locked },
  ] as const;
  const shown = all.filter((one) => one.shown);
  return (
    <>
      {shown.map(({ key, color }) => (
        <Badge key={key} variant="light" color={color}>
          {text(`credential.state.${key}`)}
        </Badge>
      ))}
    </>
  );
}

/** What is known of it, in words. */
function factsOf(
  { changedAt, changedBy, expiresAt = null, expired, locked, ...lock }: State,
  style: TimeStyle,
): Fact[] {
  const facts: Fact[] = [];
  if (changedAt !== null)
    facts.push({
      label: text('credential.changed'),
      value: text('credential.changed.by', { time: dateTimeText(changedAt, style), name: changerText(changedBy) }),
    });
  if (expiresAt !== null)
    facts.push({
      label: text(expired ? 'credential.expired' : 'credential.expires'),
      value: dateTimeText(expiresAt, style),
    });
  if (locked && lock.lockedAt !== null)
    facts.push({ label: text('credential.locked'), value: dateTimeText(lock.lockedAt, style) });
  if (locked)
    facts.push({
      label: text('credential.unlocks'),
      value: lock.lockedUntil === null ? text('credential.unlocks.person') : dateTimeText(lock.lockedUntil, style),
    });
  return facts;
}

function Unlock({ user, credential }: { readonly user: User; readonly credential: 'web' | 'portal' }) {
  const queryClient = useQueryClient();
  const name = personName(user);
  const unlock = useMutation({
    mutationFn: () => userUnlock(user.id, credential),
    onSuccess: () => notifyDone(text(`credential.${credential}.unlocked`, { name })),
    onError: notifyFailure,
    onSettled: () => queryClient.invalidateQueries(usersFilter),
  });
  return (
    <Button
      variant="default"
      size="sm"
      px="sm"
      leftSection={<IconLockOpen size={16} aria-hidden />}
      loading={unlock.isPending}
      onClick={() => unlock.mutate()}
    >
      {text(`credential.${credential}.unlock`)}
    </Button>
  );
}

interface CredentialPanelProps {
  readonly user: User;
  readonly credential: 'web' | 'portal';
  readonly state: State;
  /** The button that begins to set it; null where the viewer may not, or has begun. */
  readonly action: ReactNode;
  /** A slip is on it: the others stay off the paper. */
  readonly prints: boolean;
  /** The form. */
  readonly children: ReactNode;
}

export function CredentialPanel({ user, credential, state, action, prints, children }: CredentialPanelProps) {
  const style = useTimeStyle();
  const mayActOn = useMayActOn(user);
  const facts = factsOf(state, style);
  const heading = `credential-${credential}`;
  return (
    <Paper
      component="section"
      withBorder
      p={{ base: 'md', xs: 'lg' }}
      aria-labelledby={heading}
      data-no-print={prints ? undefined : true}
    >
      <Stack>
        <Group justify="space-between" gap="sm" align="flex-start" data-no-print>
          <Stack gap={2} flex="1 1 16rem" miw={0}>
            <Group gap="xs">
              <Title order={2} fz="lg" id={heading}>
                {text(`credential.${credential}`)}
              </Title>
              <Badges state={state} />
            </Group>
            <Text size="sm" c="dimmed">
              {text(`credential.${credential}.help`)}
            </Text>
          </Stack>
          <Group gap="xs">
            {state.locked && mayActOn('unlock') ? <Unlock user={user} credential={credential} /> : null}
            {action}
          </Group>
        </Group>
        {facts.length === 0 ? null : (
          <div data-no-print>
            <Facts facts={facts} />
          </div>
        )}
        {children}
      </Stack>
    </Paper>
  );
}
