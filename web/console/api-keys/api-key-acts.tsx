/** What can be done with an API key: a new secret, or its end. */
import { ActionIcon, Menu, NativeSelect, Text } from '@mantine/core';
import { IconDots, IconRefresh, IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type ApiKey, apiKeyRevoke, apiKeyRoll, apiKeysFilter } from '../../api/api-keys.ts';
import { plural, text } from '../../texts/texts.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { useSession } from '../../ui/session-context.ts';
import { includes } from '../roles/permission-matrix.ts';
import { ApiKeyShown } from './api-key-shown.tsx';

interface ActProps {
  readonly apiKey: ApiKey;
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Hours that the old secret can be kept. */
const keepChoices = [24, 1, 168, 0] as const;

function RollDialog({ apiKey, opened, onClose }: ActProps) {
  const queryClient = useQueryClient();
  const [keepHours, setKeepHours] = useState<number>(keepChoices[0]);
  const roll = useMutation({
    mutationFn: () => apiKeyRoll(apiKey.id, keepHours),
    // Not waited for: the key is shown whatever becomes of the list.
    onSuccess: () => void queryClient.invalidateQueries(apiKeysFilter),
  });
  const close = () => {
    onClose();
    roll.reset();
  };
  return (
    <FormDialog
      size="lg"
      opened={opened}
      title={text('apiKeys.roll.of', { name: apiKey.name })}
      act={text('apiKeys.roll')}
      pending={roll.isPending}
      error={roll.error}
      secret={roll.data && <ApiKeyShown apiKey={roll.data.key} onDone={close} />}
      onSubmit={() => roll.mutate()}
      onClose={close}
    >
      <Text>{text('apiKeys.roll.text')}</Text>
      <NativeSelect
        label={text('apiKeys.roll.keep')}
        value={String(keepHours)}
        data={keepChoices.map((hours) => ({
          value: String(hours),
          label: hours === 0 ? text('apiKeys.roll.atOnce') : plural('apiKeys.roll.hours', hours),
        }))}
        onChange={({ currentTarget }) => setKeepHours(Number(currentTarget.value))}
      />
    </FormDialog>
  );
}

function RevokeDialog({ apiKey, opened, onClose }: ActProps) {
  const queryClient = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => apiKeyRevoke(apiKey.id),
    onSuccess: async () => {
      onClose();
      notifyDone(text('apiKeys.revoked', { name: apiKey.name }));
      await queryClient.invalidateQueries(apiKeysFilter);
    },
  });
  return (
    <ConfirmDialog
      opened={opened}
      question={text('apiKeys.revoke.question', { name: apiKey.name })}
      consequence={text('apiKeys.revoke.text')}
      act={text('apiKeys.revoke')}
      pending={revoke.isPending}
      error={revoke.error}
      onConfirm={() => revoke.mutate()}
      onClose={() => {
        onClose();
        revoke.reset();
      }}
    />
  );
}

export function ApiKeyActs({ apiKey }: { readonly apiKey: ApiKey }) {
  const held = useSession().role.permissions;
  const [act, setAct] = useState<'roll' | 'revoke' | null>(null);
  const mayRoll = apiKey.permissions.every((permission) => includes(held, permission));
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon variant="subtle" aria-label={text('apiKeys.acts', { name: apiKey.name })}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {apiKey.expired ? null : (
            <Menu.Item
              leftSection={<IconRefresh size={16} aria-hidden />}
              disabled={!mayRoll}
              onClick={() => setAct('roll')}
            >
              {text('apiKeys.roll')}
              {mayRoll ? null : (
                <Text size="xs" maw={220}>
                  {text('apiKeys.roll.more')}
                </Text>
              )}
            </Menu.Item>
          )}
          <Menu.Item color="red" leftSection={<IconTrash size={16} aria-hidden />} onClick={() => setAct('revoke')}>
            {text('apiKeys.revoke')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <RollDialog apiKey={apiKey} opened={act === 'roll'} onClose={() => setAct(null)} />
      <RevokeDialog apiKey={apiKey} opened={act === 'revoke'} onClose={() => setAct(null)} />
    </>
  );
}
