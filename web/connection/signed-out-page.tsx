/** Takes the place of everything when the session has ended: why, and the way back in. */
import { Button, Center, Paper, Stack, Text, Title } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useLocation } from 'wouter';
import type { State } from '../../sdk/protocol.ts';
import { request } from '../api/client.ts';
import type { Session } from '../api/session.ts';
import { areaOf, signInPath } from '../paths.ts';
import { text } from '../texts/texts.ts';
import { useSession, useTimeStyle } from '../ui/session-context.ts';
import { endedReason } from './ended-reason.ts';

/** Whoever has logged in again meanwhile, in another tab of this browser, goes on here as well once they look. */
function useReturn(user: string, reason: string): void {
  useEffect(() => {
    const look = () => {
      if (document.hidden) return;
      request<Session>('GET', '/api/v1/session').then(
        (session) => {
          if (session.user.id === user) window.location.reload();
        },
        // Still nobody, or no network: the page stays as it is.
        () => undefined,
      );
    };
    // Replaced by the same person in the same browser: that is no end at all.
    if (reason === 'replaced') look();
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [user, reason]);
}

export function SignedOutPage({ state }: { readonly state: Extract<State, { name: 'signed_out' }> }) {
  const [location] = useLocation();
  const heading = useRef<HTMLHeadingElement>(null);
  const style = useTimeStyle();
  const { user, organization } = useSession();
  const place = organization?.name ?? text('product');
  useReturn(user.id, state.reason);
  useEffect(() => {
    document.title = text('title', { page: text('ended.title'), place });
    heading.current?.focus();
  }, [place]);
  return (
    <Center component="main" id="content" mih="100vh" p="md">
      <Paper withBorder p="xl" maw={480} w="100%">
        <Stack>
          <Text c="dimmed" size="sm">
            {place}
          </Text>
          <Title order={1} ref={heading} tabIndex={-1} data-page-heading>
            {text('ended.title')}
          </Title>
          <Text>{endedReason(state.reason, state.detail, style, Date.now())}</Text>
          <Button component="a" href={signInPath(areaOf(location), location + window.location.search)} fullWidth>
            {text('ended.again')}
          </Button>
        </Stack>
      </Paper>
    </Center>
  );
}
