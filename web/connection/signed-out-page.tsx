/** Takes the place of everything when the session has ended: why, and the way back in. */
import { Button, Center, Paper, Stack, Text, Title } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useLocation } from 'wouter';
import type { State } from '../../sdk/protocol.ts';
import { areaOf, signInPath } from '../paths.ts';
import { text } from '../texts/texts.ts';
import { useSession, useTimeStyle } from '../ui/session-context.ts';
import { endedReason } from './ended-reason.ts';

export function SignedOutPage({ state }: { readonly state: Extract<State, { name: 'signed_out' }> }) {
  const [location] = useLocation();
  const heading = useRef<HTMLHeadingElement>(null);
  const style = useTimeStyle();
  const place = useSession().organization?.name ?? text('product');
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
