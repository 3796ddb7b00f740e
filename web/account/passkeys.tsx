/** The person's passkeys: added in this browser, named, removed. */
import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { type Passkey, passkeyAdd, passkeyOffer, passkeyRemove, passkeyRename } from '../api/second-factor.ts';
import { passkeyMake, passkeysSupported } from '../api/webauthn.ts';
import { plural, text } from '../texts/texts.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { notifyDone } from '../ui/notify.tsx';
import { useTimeStyle } from '../ui/session-context.ts';
import { dateTimeText } from '../ui/time.ts';
import { FactorRow } from './factor-row.tsx';
import { useFactorChange } from './use-factor-change.ts';

const nameLengthMax = 100;

function Rename({ passkey, onClose }: { readonly passkey: Passkey; readonly onClose: () => void }) {
  const [name, setName] = useState(passkey.name);
  const rename = useFactorChange((given: string) => passkeyRename(passkey.id, given), { quiet: true, onDone: onClose });
  const missing = name.trim() === '';
  return (
    <FormDialog
      opened
      title={text('factor.passkey.rename.title', { name: passkey.name })}
      act={text('action.save')}
      pending={rename.isPending}
      error={rename.error}
      onSubmit={() => {
        if (!missing) rename.mutate(name.trim());
      }}
      onClose={onClose}
      unsaved={name !== passkey.name}
    >
      <TextInput
        label={text('factor.passkey.name')}
        name="name"
        maxLength={nameLengthMax}
        size="md"
        required
        withAsterisk={false}
        data-autofocus
        value={name}
        error={missing ? text('factor.passkey.name.missing') : null}
        onChange={(event) => setName(event.currentTarget.value)}
      />
    </FormDialog>
  );
}

function Remove({ passkey, onClose }: { readonly passkey: Passkey; readonly onClose: () => void }) {
  const remove = useFactorChange(() => passkeyRemove(passkey.id), {
    quiet: true,
    onDone: () => {
      onClose();
      notifyDone(text('factor.passkey.removed', { name: passkey.name }));
    },
  });
  return (
    <ConfirmDialog
      opened
      question={text('factor.passkey.remove.question', { name: passkey.name })}
      consequence={text('factor.passkey.remove.text')}
      act={text('factor.remove')}
      pending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(undefined)}
      onClose={onClose}
    />
  );
}

function PasskeyItem({ passkey }: { readonly passkey: Passkey }) {
  const style = useTimeStyle();
  const [doing, setDoing] = useState<'rename' | 'remove' | null>(null);
  const used =
    passkey.lastUsedAt === null
      ? text('factor.passkey.neverUsed')
      : text('factor.passkey.lastUsed', { time: dateTimeText(passkey.lastUsedAt, style) });
  return (
    <Group component="li" justify="space-between" gap="sm">
      <Stack gap={0} miw={0} flex="1 1 14rem">
        <Text fw={500} style={{ overflowWrap: 'anywhere' }}>
          {passkey.name}
        </Text>
        <Text size="sm" c="dimmed">
          {text('factor.passkey.created', { time: dateTimeText(passkey.createdAt, style) })} · {used}
        </Text>
      </Stack>
      <Group gap="xs">
        <Button
          variant="subtle"
          size="sm"
          aria-label={text('factor.passkey.rename.title', { name: passkey.name })}
          onClick={() => setDoing('rename')}
        >
          {text('factor.passkey.rename')}
        </Button>
        <Button
          variant="default"
          size="sm"
          aria-label={text('factor.passkey.remove', { name: passkey.name })}
          onClick={() => setDoing('remove')}
        >
          {text('factor.remove')}
        </Button>
      </Group>
      {doing === 'rename' ? <Rename passkey={passkey} onClose={() => setDoing(null)} /> : null}
      {doing === 'remove' ? <Remove passkey={passkey} onClose={() => setDoing(null)} /> : null}
    </Group>
  );
}

export interface PasskeysProps {
  readonly passkeys: readonly Passkey[];
  readonly allowed: boolean;
  readonly onRecoveryCodes: (codes: readonly string[] | null) => void;
}

export function Passkeys({ passkeys, allowed, onRecoveryCodes }: PasskeysProps) {
  const supported = passkeysSupported();
  const add = useFactorChange(async () => passkeyAdd(await passkeyMake(await passkeyOffer())), {
    onDone: ({ recoveryCodes }) => {
      notifyDone(text('factor.passkey.done'));
      onRecoveryCodes(recoveryCodes);
    },
  });
  const some = passkeys.length > 0;
  return (
    <FactorRow
      title={text('factor.passkeys')}
      help={text(allowed && !supported ? 'factor.passkeys.unsupported' : 'factor.passkeys.help')}
      state={{ text: some ? plural('factor.passkeys.count', passkeys.length) : text('factor.off'), good: some }}
      actions={
        allowed && supported ? (
          <Button variant="default" size="sm" loading={add.isPending} onClick={() => add.mutate(undefined)}>
            {text('factor.passkey.add')}
          </Button>
        ) : null
      }
    >
      {some ? (
        <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: 'none' }}>
          {passkeys.map((passkey) => (
            <PasskeyItem key={passkey.id} passkey={passkey} />
          ))}
        </Stack>
      ) : null}
    </FactorRow>
  );
}
