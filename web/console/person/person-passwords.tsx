/** A person's Passwords (P7, P8): the state of each, setting a new one, unlocking, and what became of the welcome mail. */
import { Button, Paper, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { IdentityCheckProvider } from '../../account/identity-check.tsx';
import {
  type Credentials,
  credentialsQuery,
  type PortalPasswordState,
  type WebPasswordState,
} from '../../api/credentials.ts';
import type { User } from '../../api/users.ts';
import { text } from '../../texts/texts.ts';
import { CredentialsSlip, PortalSlip } from '../../ui/credentials-slip.tsx';
import { QueryState } from '../../ui/query-state.tsx';
import { useSession } from '../../ui/session-context.ts';
import { TimesNote } from '../../ui/times-note.tsx';
import { CredentialPanel } from './credential-panel.tsx';
import { useMayActOn } from './may-act-on.ts';
import { SetPortalPassword } from './set-portal-password.tsx';
import { SetWebPassword } from './set-web-password.tsx';
import { WelcomeDelivery } from './welcome-delivery.tsx';

/** What stands below the facts: nothing, the form, or what was generated. */
type Stage = { readonly at: 'idle' | 'form' } | { readonly at: 'shown'; readonly password: string };

const stageAfter = (password: string | null): Stage => (password === null ? { at: 'idle' } : { at: 'shown', password });

function WebPassword({ user, state }: { readonly user: User; readonly state: WebPasswordState }) {
  const [stage, setStage] = useState<Stage>({ at: 'idle' });
  const { organization } = useSession();
  const mayActOn = useMayActOn(user);
  const begin =
    stage.at !== 'form' && mayActOn('password:set') ? (
      <Button size="sm" onClick={() => setStage({ at: 'form' })}>
        {text('credential.web.set')}
      </Button>
    ) : null;
  return (
    <CredentialPanel user={user} credential="web" state={state} action={begin} prints={stage.at === 'shown'}>
      {stage.at === 'form' ? (
        <SetWebPassword
          user={user}
          onDone={(password) => setStage(stageAfter(password))}
          onCancel={() => setStage({ at: 'idle' })}
        />
      ) : null}
      {stage.at === 'shown' ? (
        <CredentialsSlip
          organizationName={organization?.name ?? text('product')}
          address={window.location.origin}
          username={user.username}
          temporaryPassword={stage.password}
        />
      ) : null}
    </CredentialPanel>
  );
}

function PortalPassword({ user, state }: { readonly user: User; readonly state: PortalPasswordState }) {
  const [stage, setStage] = useState<Stage>({ at: 'idle' });
  const { organization } = useSession();
  const mayActOn = useMayActOn(user);
  const begin =
    stage.at !== 'form' && mayActOn('portal_password:set') ? (
      <Button size="sm" variant="default" onClick={() => setStage({ at: 'form' })}>
        {text('credential.portal.set')}
      </Button>
    ) : null;
  return (
    <CredentialPanel user={user} credential="portal" state={state} action={begin} prints={stage.at === 'shown'}>
      {stage.at === 'form' ? (
        <SetPortalPassword
          user={user}
          rules={state.rules}
          onDone={(password) => setStage(stageAfter(password))}
          onCancel={() => setStage({ at: 'idle' })}
        />
      ) : null}
      {stage.at === 'shown' ? (
        <PortalSlip
          organizationName={organization?.name ?? text('product')}
          username={user.username}
          extension={user.extension}
          portalPassword={stage.password}
        />
      ) : null}
    </CredentialPanel>
  );
}

function Welcome({ user, welcome }: { readonly user: User; readonly welcome: Credentials['welcome'] }) {
  const mayActOn = useMayActOn(user);
  const help =
    user.email === null ? 'credential.welcome.noAddress' : welcome === null ? 'credential.welcome.none' : null;
  return (
    <Paper component="section" withBorder p={{ base: 'md', xs: 'lg' }} aria-labelledby="welcome-mail" data-no-print>
      <Stack gap="sm">
        <Title order={2} fz="lg" id="welcome-mail">
          {text('credential.welcome')}
        </Title>
        {help === null ? null : <Text size="sm">{text(help)}</Text>}
        <WelcomeDelivery user={user} />
        {user.email !== null && mayActOn('password:set') ? (
          <Text size="sm" c="dimmed">
            {text('credential.welcome.again')}
          </Text>
        ) : null}
      </Stack>
    </Paper>
  );
}

export function PersonPasswords({ user }: { readonly user: User }) {
  const query = useQuery(credentialsQuery(user.id));
  return (
    <IdentityCheckProvider hasPasskey={false}>
      <QueryState query={query}>
        {({ web, portal, welcome }) => (
          <Stack gap="lg">
            <WebPassword user={user} state={web} />
            <PortalPassword user={user} state={portal} />
            <Welcome user={user} welcome={welcome} />
            <TimesNote />
          </Stack>
        )}
      </QueryState>
    </IdentityCheckProvider>
  );
}
