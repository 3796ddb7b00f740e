/** A person's Second factor (F3, F4): what is set up, what is missing and how to mend it, and taking it all away. */
import { Alert, Button, List, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { FactorRow } from '../../account/factor-row.tsx';
import { IdentityCheckProvider, NotConfirmed, useIdentityCheck } from '../../account/identity-check.tsx';
import { credentialsQuery, type SecondFactorState } from '../../api/credentials.ts';
import { type User, userSecondFactorReset, usersFilter } from '../../api/users.ts';
import { plural, text } from '../../texts/texts.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { QueryState } from '../../ui/query-state.tsx';
import { usePermitted, useTimeStyle } from '../../ui/session-context.ts';
import { dateTimeText } from '../../ui/time.ts';
import { AssignEmail } from './assign-email.tsx';
import { useMayActOn } from './may-act-on.ts';
import { personName } from './person-name.ts';

interface FactorProps {
  readonly user: User;
  readonly state: SecondFactorState;
}

/** Whether they can prove something now, of what the organisation allows. */
function hasOne(user: User, { methods, totp, passkeys, required, emailCode }: SecondFactorState): boolean {
  const mailed = methods.includes('email_code') && user.email !== null && (required || emailCode);
  return mailed || (totp && methods.includes('totp')) || (passkeys > 0 && methods.includes('passkey'));
}

function Missing({ user, state, tag }: FactorProps & { readonly tag: string | null }) {
  const mayActOn = useMayActOn(user);
  const mayChange = usePermitted('users:update');
  const name = personName(user);
  const { methods, totp, passkeys, required } = state;
  const mayMail = methods.includes('email_code') && user.email === null;
  // Without users:update the server fills no address where a factor of their own is there.
  const mayAssign = mayChange || (mayActOn('email:assign') && !totp && passkeys === 0);
  const out = required && !hasOne(user, state);
  const mayEnrol = methods.includes('totp') || methods.includes('passkey');
  if (!out && !mayMail) return null;
  return (
    <Alert
      color={out ? 'orange' : 'blue'}
      icon={<IconAlertTriangle aria-hidden />}
      title={text(mayMail ? 'person.factor.noEmail' : 'person.factor.none', { name })}
    >
      <Stack gap="sm">
        {out ? <Text size="sm">{text(mayEnrol ? 'person.factor.enrols' : 'person.factor.out', { name })}</Text> : null}
        {mayMail && mayAssign ? <AssignEmail user={user} tag={tag} /> : null}
        {mayMail && !mayAssign ? <Text size="sm">{text('person.factor.askAdministrator')}</Text> : null}
      </Stack>
    </Alert>
  );
}

const stateOf = (set: boolean) => ({ text: text(set ? 'factor.on' : 'factor.off'), good: set });

function PasskeyNames({ keys }: { readonly keys: SecondFactorState['passkeyList'] }) {
  const style = useTimeStyle();
  return (
    <List size="sm">
      {keys.map(({ name, createdAt, lastUsedAt }) => (
        <List.Item key={`${createdAt} ${name}`}>
          {name} · {text('factor.passkey.created', { time: dateTimeText(createdAt, style) })} ·{' '}
          {lastUsedAt === null
            ? text('factor.passkey.neverUsed')
            : text('factor.passkey.lastUsed', { time: dateTimeText(lastUsedAt, style) })}
        </List.Item>
      ))}
    </List>
  );
}

function Methods({ user, state }: FactorProps) {
  const { methods, required } = state;
  const allowed = { totp: methods.includes('totp'), passkey: methods.includes('passkey') };
  const mails = user.email !== null && (required || state.emailCode);
  return (
    <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: 'none' }}>
      <FactorRow
        title={text('factor.email')}
        help={
          user.email === null ? text('person.factor.email.none') : text('person.factor.email', { email: user.email })
        }
        state={stateOf(mails && methods.includes('email_code'))}
        actions={null}
      />
      <FactorRow
        title={text('factor.totp')}
        help={text(allowed.totp ? 'person.factor.totp' : 'person.factor.totp.notAllowed')}
        state={stateOf(state.totp)}
        actions={null}
      />
      <FactorRow
        title={text('factor.passkeys')}
        help={text(allowed.passkey ? 'person.factor.passkeys' : 'person.factor.passkeys.notAllowed')}
        state={{ text: plural('factor.passkeys.count', state.passkeys), good: state.passkeys > 0 }}
        actions={null}
      >
        {state.passkeyList.length > 0 ? <PasskeyNames keys={state.passkeyList} /> : null}
      </FactorRow>
      <FactorRow
        title={text('factor.recovery')}
        help={text('person.factor.recovery')}
        state={{ text: plural('factor.recovery.left', state.recoveryCodes), good: state.recoveryCodes > 0 }}
        actions={null}
      />
      {state.trustedBrowsers === 0 ? null : (
        <FactorRow
          title={text('factor.trusted')}
          help={plural('factor.trusted.count', state.trustedBrowsers)}
          state={null}
          actions={null}
        />
      )}
    </Stack>
  );
}

function Reset({ user }: { readonly user: User }) {
  const queryClient = useQueryClient();
  const confirmed = useIdentityCheck();
  const [opened, setOpened] = useState(false);
  const name = personName(user);
  const reset = useMutation({
    mutationFn: () => confirmed(() => userSecondFactorReset(user.id)),
    onSuccess: () => {
      notifyDone(text('person.factor.reset.done', { name }));
      setOpened(false);
    },
    onSettled: () => queryClient.invalidateQueries(usersFilter),
  });
  return (
    <>
      <Button variant="default" w="fit-content" onClick={() => setOpened(true)}>
        {text('person.factor.reset')}
      </Button>
      <ConfirmDialog
        opened={opened}
        question={text('person.factor.reset.question', { name })}
        consequence={text('person.factor.reset.text')}
        act={text('person.factor.reset')}
        pending={reset.isPending}
        error={reset.error instanceof NotConfirmed ? null : reset.error}
        onConfirm={() => reset.mutate()}
        onClose={() => setOpened(false)}
      />
    </>
  );
}

export function PersonSecondFactor({ user, tag }: { readonly user: User; readonly tag: string | null }) {
  const query = useQuery(credentialsQuery(user.id));
  const mayActOn = useMayActOn(user);
  return (
    <IdentityCheckProvider hasPasskey={false}>
      <QueryState query={query}>
        {({ secondFactor: state }) => (
          <Stack>
            <Text>{text(state.required ? 'person.factor.required' : 'person.factor.optional')}</Text>
            <Missing user={user} state={state} tag={tag} />
            <Title order={2} fz="lg">
              {text('factor.title')}
            </Title>
            <Methods user={user} state={state} />
            {mayActOn('second_factor:reset') ? <Reset user={user} /> : null}
          </Stack>
        )}
      </QueryState>
    </IdentityCheckProvider>
  );
}
