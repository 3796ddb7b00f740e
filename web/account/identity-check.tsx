/**
 * Asks again for the password, or a passkey, when the server wants recent authentication before a change, and then makes the
 * change. Pages hand their calls to `useIdentityCheck`; one dialog serves them all.
 */
import { Button, PasswordInput, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useRef, useState } from 'react';
import { isRefusal } from '../api/client.ts';
import { sessionAuthenticate, sessionAuthenticationOffer } from '../api/second-factor.ts';
import { PasskeyError, passkeySign, passkeysSupported } from '../api/webauthn.ts';
import { text } from '../texts/texts.ts';
import { FormDialog } from '../ui/form-dialog.tsx';
import { useSession } from '../ui/session-context.ts';

/** The person closed the dialog: nothing was changed, and nothing needs to be said. */
export class NotConfirmed extends Error {}

type IdentityCheck = <Result>(act: () => Promise<Result>) => Promise<Result>;

const Context = createContext<IdentityCheck | null>(null);

/** Runs a change; where the server asks for it, after the person has proved again who they are. @throws NotConfirmed */
export function useIdentityCheck(): IdentityCheck {
  const check = useContext(Context);
  if (check === null) throw new Error('useIdentityCheck outside of IdentityCheckProvider');
  return check;
}

interface DialogProps {
  readonly opened: boolean;
  /** A passkey would do as well. */
  readonly hasPasskey: boolean;
  readonly onConfirmed: () => void;
  readonly onClose: () => void;
}

function IdentityDialog({ opened, hasPasskey, onConfirmed, onClose }: DialogProps) {
  const { user } = useSession();
  const [password, setPassword] = useState('');
  const confirm = useMutation({
    mutationFn: async (way: 'password' | 'passkey') =>
      sessionAuthenticate(way === 'password' ? { password } : await passkeySign(await sessionAuthenticationOffer())),
    onSuccess: onConfirmed,
    onSettled: () => setPassword(''),
  });
  const shown = confirm.error instanceof PasskeyError && confirm.error.failure === 'cancelled' ? null : confirm.error;
  return (
    <FormDialog
      interrupts
      opened={opened}
      title={text('identity.title')}
      act={text('identity.submit')}
      pending={confirm.isPending}
      error={shown}
      onSubmit={() => confirm.mutate('password')}
      onClose={() => {
        confirm.reset();
        onClose();
      }}
    >
      <Text>{text('identity.text')}</Text>
      {/* Password managers need the username to offer the right password. */}
      <input type="text" name="username" autoComplete="username" value={user.username} readOnly hidden />
      <PasswordInput
        label={text('password.current')}
        name="currentPassword"
        autoComplete="current-password"
        size="md"
        required
        withAsterisk={false}
        data-autofocus
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        visibilityToggleButtonProps={{
          'aria-label': text('password.show', { field: text('password.current') }),
          tabIndex: 0,
        }}
      />
      {hasPasskey && passkeysSupported() ? (
        <Button variant="default" disabled={confirm.isPending} onClick={() => confirm.mutate('passkey')}>
          {text('identity.passkey')}
        </Button>
      ) : null}
    </FormDialog>
  );
}

export function IdentityCheckProvider({
  hasPasskey,
  children,
}: {
  readonly hasPasskey: boolean;
  readonly children: ReactNode;
}) {
  const [opened, setOpened] = useState(false);
  const waiting = useRef<PromiseWithResolvers<void> | null>(null);
  const close = (settle: (waiter: PromiseWithResolvers<void>) => void) => {
    if (waiting.current !== null) settle(waiting.current);
    waiting.current = null;
    setOpened(false);
  };
  const check: IdentityCheck = async (act) => {
    try {
      return await act();
    } catch (error) {
      if (!isRefusal(error, 'recent_authentication_required')) throw error;
    }
    waiting.current ??= Promise.withResolvers<void>();
    setOpened(true);
    await waiting.current.promise;
    return act();
  };
  return (
    <Context.Provider value={check}>
      {children}
      <IdentityDialog
        opened={opened}
        hasPasskey={hasPasskey}
        onConfirmed={() => close((waiter) => waiter.resolve())}
        onClose={() => close((waiter) => waiter.reject(new NotConfirmed()))}
      />
    </Context.Provider>
  );
}
