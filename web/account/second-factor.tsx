/** Security → Second factor (F4, F5): what is set up, what can be, and what the organisation requires. */
import { Button, Skeleton, Stack, Switch, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { emailCodeSet, type SecondFactor, secondFactorQuery, trustedBrowsersForget } from '../api/second-factor.ts';
import { plural, text } from '../texts/texts.ts';
import { LoadFailure } from '../ui/failure.tsx';
import { notifyDone } from '../ui/notify.tsx';
import { useSession } from '../ui/session-context.ts';
import { AuthenticatorApp } from './authenticator-app.tsx';
import { FactorRow } from './factor-row.tsx';
import { IdentityCheckProvider } from './identity-check.tsx';
import { Passkeys } from './passkeys.tsx';
import { RecoveryCodes, RecoveryCodesShown } from './recovery-codes.tsx';
import { useFactorChange } from './use-factor-change.ts';

function EmailCode({ on, hasEmail, required }: SecondFactor['emailCode'] & { readonly required: boolean }) {
  const set = useFactorChange(emailCodeSet, {
    onDone: () => notifyDone(text(on ? 'factor.email.offNow' : 'factor.email.onNow')),
  });
  const always = required && hasEmail;
  // Nobody supervises an operator.
  const missing = useSession().organization === null ? 'factor.email.none.operator' : 'factor.email.none';
  return (
    <FactorRow
      title={text('factor.email')}
      help={text(always ? 'factor.email.always' : hasEmail ? 'factor.email.help' : missing)}
      state={null}
      actions={
        always || (!hasEmail && !on) ? null : (
          <Switch
            label={text('factor.email.switch')}
            checked={on}
            disabled={set.isPending}
            onChange={(event) => set.mutate(event.currentTarget.checked)}
          />
        )
      }
    />
  );
}

function TrustedBrowsers({ count }: { readonly count: number }) {
  const forget = useFactorChange(trustedBrowsersForget, {
    onDone: () => notifyDone(text('factor.trusted.forgotten')),
  });
  return (
    <FactorRow
      title={text('factor.trusted')}
      help={plural('factor.trusted.count', count)}
      state={null}
      actions={
        <Button variant="default" size="sm" loading={forget.isPending} onClick={() => forget.mutate(undefined)}>
          {text('factor.trusted.forget')}
        </Button>
      }
    />
  );
}

function Methods({ state }: { readonly state: SecondFactor }) {
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  if (codes !== null) return <RecoveryCodesShown codes={codes} onDone={() => setCodes(null)} />;
  const { methods, totp, passkeys, recoveryCodes, emailCode, trustedBrowsers, required } = state;
  const shows = {
    totp: totp.on || methods.includes('totp'),
    passkeys: passkeys.length > 0 || methods.includes('passkey'),
    email: emailCode.on || methods.includes('email_code'),
    recovery: recoveryCodes.left > 0 || totp.on || passkeys.length > 0,
  };
  return (
    <Stack component="ul" gap="sm" m={0} p={0} w="100%" style={{ listStyle: 'none' }}>
      {shows.totp ? (
        <AuthenticatorApp on={totp.on} allowed={methods.includes('totp')} onRecoveryCodes={setCodes} />
      ) : null}
      {shows.passkeys ? (
        <Passkeys passkeys={passkeys} allowed={methods.includes('passkey')} onRecoveryCodes={setCodes} />
      ) : null}
      {shows.email ? <EmailCode {...emailCode} required={required && methods.includes('email_code')} /> : null}
      {shows.recovery ? <RecoveryCodes left={recoveryCodes.left} onRecoveryCodes={setCodes} /> : null}
      {trustedBrowsers.count > 0 ? <TrustedBrowsers count={trustedBrowsers.count} /> : null}
    </Stack>
  );
}

function Loaded() {
  const query = useQuery(secondFactorQuery);
  if (query.isPending) {
    return (
      <Stack gap="sm" role="status" aria-label={text('loading')}>
        <Skeleton height={88} />
        <Skeleton height={88} />
      </Stack>
    );
  }
  if (query.isError) return <LoadFailure error={query.error} onRetry={() => query.refetch()} />;
  return (
    <IdentityCheckProvider hasPasskey={query.data.passkeys.length > 0 && query.data.methods.includes('passkey')}>
      <Text size="sm" c="dimmed" data-no-print>
        {text(query.data.required ? 'factor.intro.required' : 'factor.intro')}
      </Text>
      <Methods state={query.data} />
    </IdentityCheckProvider>
  );
}

export function SecondFactorSection() {
  return (
    <Stack component="section" gap="sm" aria-labelledby="second-factor-heading">
      <Title order={2} id="second-factor-heading" data-no-print>
        {text('factor.title')}
      </Title>
      <Loaded />
    </Stack>
  );
}
