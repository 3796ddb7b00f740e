/** Home (S4): who I am, my role and organisation, how long this session lasts, where else I am logged in. */
import { Anchor, Paper, SimpleGrid, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useId } from 'react';
import { Link } from 'wouter';
import { sessionsQuery } from '../api/session.ts';
import { useLive } from '../connection/live-provider.tsx';
import { roleName } from '../console/roles/role-name.ts';
import { paths } from '../paths.ts';
import { plural, text } from '../texts/texts.ts';
import { type Fact, Facts } from '../ui/facts.tsx';
import { LoadFailure } from '../ui/failure.tsx';
import { Page } from '../ui/page.tsx';
import { useSession, useTimeStyle } from '../ui/session-context.ts';
import { dateTimeText, timeZoneText } from '../ui/time.ts';
import { OwnTabs } from './own-tabs.tsx';
import { PasswordExpiry } from './password-expiry.tsx';
import { StationFact } from './station-fact.tsx';

function Card({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const id = useId();
  return (
    <Paper component="section" withBorder p="lg" aria-labelledby={id}>
      <Title order={2} id={id} mb="md">
        {title}
      </Title>
      {children}
    </Paper>
  );
}

function SessionsSummary() {
  const sessions = useQuery(sessionsQuery);
  if (sessions.isPending) return <Skeleton height={24} role="status" aria-label={text('loading')} />;
  if (sessions.isError) return <LoadFailure error={sessions.error} onRetry={() => sessions.refetch()} />;
  return (
    <Stack gap="xs" align="flex-start">
      <Text>{plural('home.sessions', sessions.data.items.length)}</Text>
      <Anchor component={Link} href={paths.accountSecurity} underline="always">
        {text('home.sessions.review')}
      </Anchor>
    </Stack>
  );
}

export function HomePage() {
  const { user, role, organization, session } = useSession();
  const style = useTimeStyle();
  const { state, seat } = useLive().live;
  const tabIsActivity = state.name === 'connected' && state.idleSeconds === null;
  const you: Fact[] = [
    { label: text('home.name'), value: user.displayName },
    { label: text('home.username'), value: user.username },
    { label: text('home.email'), value: user.email ?? text('home.email.none') },
    { label: text('home.role'), value: roleName(role) },
    { label: text('home.seat'), value: seat === null ? '–' : text(seat ? 'home.seat.held' : 'home.seat.none') },
    { label: text('home.station'), value: <StationFact /> },
  ];
  if (organization !== null) {
    you.push(
      { label: text('home.organization'), value: organization.name },
      { label: text('home.timeZone'), value: timeZoneText(organization.timeZone) },
    );
  }
  return (
    <Page
      title={text('home.title')}
      heading={text('home.greeting', { name: user.firstName === '' ? user.displayName : user.firstName })}
      width="wide"
    >
      <PasswordExpiry />
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <Stack gap="lg">
          <Card title={text('home.you')}>
            <Facts facts={you} />
          </Card>
          <Card title={text('home.session')}>
            <Facts
              facts={[
                { label: text('home.since'), value: dateTimeText(session.since, style) },
                {
                  label: text('home.idle'),
                  value: tabIsActivity ? text('home.idle.tab') : dateTimeText(session.idleExpiresAt, style),
                },
                { label: text('home.absolute'), value: dateTimeText(session.absoluteExpiresAt, style) },
              ]}
            />
          </Card>
        </Stack>
        <Stack gap="lg">
          <Card title={text('home.tabs')}>
            <OwnTabs />
          </Card>
          <Card title={text('home.sessions')}>
            <SessionsSummary />
          </Card>
        </Stack>
      </SimpleGrid>
    </Page>
  );
}
