/** The authenticator app: set up with picture, key and one code; moved to a new phone; removed. */
import { Box, Button, Code, Image, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { isRefusal } from '../api/client.ts';
import { type TotpKey, totpBegin, totpConfirm, totpRemove } from '../api/second-factor.ts';
import { text } from '../texts/texts.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { sentences, told } from '../ui/failure.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { notifyDone } from '../ui/notify.tsx';
import { FactorRow } from './factor-row.tsx';
import { useFactorChange } from './use-factor-change.ts';

interface SetupProps {
  readonly shown: TotpKey;
  readonly onDone: (recoveryCodes: readonly string[] | null) => void;
  readonly onClose: () => void;
}

function Setup({ shown, onDone, onClose }: SetupProps) {
  const [code, setCode] = useState('');
  const confirm = useFactorChange(totpConfirm, {
    quiet: true,
    onDone: ({ recoveryCodes }) => onDone(recoveryCodes),
  });
  const wrong = isRefusal(confirm.error, 'code_incorrect');
  return (
    <FormDialog
      opened
      title={text('factor.totp.setup')}
      act={text('factor.totp.confirm')}
      pending={confirm.isPending}
      error={wrong ? null : confirm.error}
      onSubmit={() => confirm.mutate(code)}
      onClose={onClose}
    >
      <Text>{text('factor.totp.scan')}</Text>
      <Box>
        <Image src={shown.qrCode} alt={text('factor.totp.picture')} w={200} h={200} mx="auto" radius="md" />
      </Box>
      <Stack gap={4}>
        <Text size="sm">{text('factor.totp.key')}</Text>
        <Code fz="md" style={{ overflowWrap: 'anywhere', userSelect: 'all' }}>
          {shown.key}
        </Code>
      </Stack>
      <TextInput
        label={text('factor.totp.code')}
        name="code"
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={10}
        size="md"
        required
        withAsterisk={false}
        data-autofocus
        value={code}
        error={wrong ? sentences({ ...told(confirm.error), help: text('factor.totp.wrong') }) : null}
        onChange={(event) => setCode(event.currentTarget.value)}
      />
    </FormDialog>
  );
}

function Remove() {
  const [opened, setOpened] = useState(false);
  const remove = useFactorChange(totpRemove, {
    quiet: true,
    onDone: () => {
      setOpened(false);
      notifyDone(text('factor.totp.removed'));
    },
  });
  return (
    <>
      <Button variant="default" size="sm" aria-label={text('factor.totp.remove')} onClick={() => setOpened(true)}>
        {text('factor.remove')}
      </Button>
      <ConfirmDialog
        opened={opened}
        question={text('factor.totp.remove.question')}
        consequence={text('factor.totp.remove.text')}
        act={text('factor.remove')}
        pending={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate(undefined)}
        onClose={() => {
          remove.reset();
          setOpened(false);
        }}
      />
    </>
  );
}

export interface AuthenticatorAppProps {
  readonly on: boolean;
  readonly allowed: boolean;
  readonly onRecoveryCodes: (codes: readonly string[] | null) => void;
}

export function AuthenticatorApp({ on, allowed, onRecoveryCodes }: AuthenticatorAppProps) {
  const [shown, setShown] = useState<TotpKey | null>(null);
  const begin = useFactorChange(totpBegin, { onDone: setShown });
  return (
    <FactorRow
      title={text('factor.totp')}
      help={text('factor.totp.help')}
      state={{ text: text(on ? 'factor.on' : 'factor.off'), good: on }}
      actions={
        <>
          {allowed ? (
            <Button
              variant="default"
              size="sm"
              loading={begin.isPending}
              aria-label={on ? undefined : text('factor.totp.setup')}
              onClick={() => begin.mutate(undefined)}
            >
              {text(on ? 'factor.totp.replace' : 'factor.setup')}
            </Button>
          ) : null}
          {on ? <Remove /> : null}
        </>
      }
    >
      {shown === null ? null : (
        <Setup
          shown={shown}
          onClose={() => setShown(null)}
          onDone={(codes) => {
            setShown(null);
            notifyDone(text('factor.totp.done'));
            onRecoveryCodes(codes);
          }}
        />
      )}
    </FactorRow>
  );
}
