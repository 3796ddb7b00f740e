/** Making an API key: its name, what it may do by what it is for, how long it lasts. */
import { Button, Checkbox, NativeSelect, Radio, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { type ApiKeyNew, apiKeyCreate, apiKeysFilter } from '../../api/api-keys.ts';
import { plural, text } from '../../texts/texts.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { isTouched } from '../../ui/rebase.ts';
import { useSession } from '../../ui/session-context.ts';
import { permissionName } from '../roles/permission-name.ts';
import {
  expiresAt,
  givable,
  type Lifetime,
  lifetimes,
  type Preset,
  permissionsOf,
  presets,
} from './api-key-presets.ts';
import { ApiKeyShown } from './api-key-shown.tsx';

interface Draft {
  readonly name: string;
  readonly preset: Preset;
  readonly chosen: readonly string[];
  readonly lifetime: Lifetime;
}

const empty: Draft = { name: '', preset: 'read_only', chosen: [], lifetime: '365' };

interface FieldsProps {
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
}

function PresetField({ draft, onChange }: FieldsProps) {
  const held = useSession().role.permissions;
  return (
    <Radio.Group
      label={text('apiKeys.may')}
      value={draft.preset}
      // The cast: Mantine's group gives back one of the values below.
      onChange={(preset) => onChange({ ...draft, preset: preset as Preset })}
    >
      <Stack gap="xs" mt="xs">
        {presets.map((preset) => (
          <Radio
            key={preset}
            value={preset}
            label={text(`apiKeys.preset.${preset}`)}
            description={
              preset === 'custom' ? undefined : plural('roles.permissions', permissionsOf(preset, held).length)
            }
          />
        ))}
      </Stack>
    </Radio.Group>
  );
}

function ChosenField({ draft, onChange }: FieldsProps) {
  const held = givable(useSession().role.permissions);
  if (draft.preset !== 'custom')
    return (
      <Text size="sm" c="dimmed">
        {permissionsOf(draft.preset, held).map(permissionName).join(' · ')}
      </Text>
    );
  return (
    <Checkbox.Group
      label={text('apiKeys.choose')}
      value={[...draft.chosen]}
      onChange={(chosen) => onChange({ ...draft, chosen })}
    >
      <SimpleGrid cols={{ base: 1, xs: 2 }} mt="xs">
        {held.map((permission) => (
          <Checkbox key={permission} value={permission} label={permissionName(permission)} />
        ))}
      </SimpleGrid>
    </Checkbox.Group>
  );
}

function LifetimeField({ draft, onChange }: FieldsProps) {
  return (
    <NativeSelect
      label={text('apiKeys.lifetime')}
      description={text('apiKeys.lifetime.hint')}
      value={draft.lifetime}
      data={lifetimes.map((value) => ({ value, label: text(`apiKeys.lifetime.${value}`) }))}
      onChange={({ currentTarget: { value } }) =>
        onChange({ ...draft, lifetime: lifetimes.find((one) => one === value) ?? draft.lifetime })
      }
    />
  );
}

function newKeyOf({ name, preset, chosen, lifetime }: Draft, held: readonly string[]): ApiKeyNew {
  const permissions = preset === 'custom' ? chosen : permissionsOf(preset, held);
  // The cast: what somebody's role holds is of the list that the server takes.
  return {
    name: name.trim(),
    permissions: [...permissions] as ApiKeyNew['permissions'],
    expiresAt: expiresAt(lifetime, Date.now()),
  };
}

export function ApiKeyNewButton() {
  const held = useSession().role.permissions;
  const queryClient = useQueryClient();
  const [opened, setOpened] = useState(false);
  const [draft, setDraft] = useState(empty);
  const [nameMissing, setNameMissing] = useState(false);
  const nameRef = useRef<HTMLInputElement>(null);
  const create = useMutation({
    mutationFn: () => apiKeyCreate(newKeyOf(draft, held)),
    // Not waited for: the key is shown whatever becomes of the list.
    onSuccess: () => void queryClient.invalidateQueries(apiKeysFilter),
  });
  const submit = () => {
    const missing = draft.name.trim() === '';
    setNameMissing(missing);
    if (missing) nameRef.current?.focus();
    else create.mutate();
  };
  const close = () => {
    setOpened(false);
    setDraft(empty);
    setNameMissing(false);
    create.reset();
  };
  return (
    <>
      <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setOpened(true)}>
        {text('apiKeys.new')}
      </Button>
      <FormDialog
        size="lg"
        opened={opened}
        title={create.data === undefined ? text('apiKeys.new') : text('apiKeys.made', { name: draft.name.trim() })}
        act={text('apiKeys.create')}
        pending={create.isPending}
        error={create.error}
        secret={create.data && <ApiKeyShown apiKey={create.data.key} onDone={close} />}
        unsaved={isTouched(draft, empty)}
        onSubmit={submit}
        onClose={close}
      >
        <TextInput
          ref={nameRef}
          label={text('apiKeys.name')}
          description={text('apiKeys.name.hint')}
          maxLength={100}
          required
          withAsterisk={false}
          data-autofocus
          value={draft.name}
          error={nameMissing ? text('apiKeys.name.missing') : null}
          onChange={({ currentTarget }) => {
            setDraft({ ...draft, name: currentTarget.value });
            setNameMissing(false);
          }}
        />
        <PresetField draft={draft} onChange={setDraft} />
        <ChosenField draft={draft} onChange={setDraft} />
        <LifetimeField draft={draft} onChange={setDraft} />
      </FormDialog>
    </>
  );
}
