/** The dialog in which a webhook is made or changed: its name, where it goes, of which events it is told. */
import { MultiSelect, Radio, Stack, TextInput } from '@mantine/core';
import { type UseFormReturnType, useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { isRefusal } from '../../api/client.ts';
import {
  type Webhook,
  type WebhookFields,
  type WebhookWithSecret,
  webhookChange,
  webhookCreate,
  webhooksFilter,
} from '../../api/webhooks.ts';
import { text } from '../../texts/texts.ts';
import { fieldErrors } from '../../ui/field-errors.ts';
import { focusFirstFault } from '../../ui/focus-first-fault.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { useRebase } from '../../ui/use-rebase.ts';
import { eventChoices } from './webhook-events.ts';

interface Values {
  name: string;
  url: string;
  all: 'yes' | 'no';
  events: string[];
}

function valuesOf(webhook: Webhook | null): Values {
  const events = webhook?.events ?? ['*'];
  const all = events.includes('*');
  return {
    name: webhook?.name ?? '',
    url: webhook?.url ?? '',
    all: all ? 'yes' : 'no',
    events: all ? [] : [...events],
  };
}

function fieldsOf({ name, url, all, events }: Values): WebhookFields {
  return { name: name.trim(), url: url.trim(), events: all === 'yes' ? ['*'] : events };
}

function faults({ name, url, all, events }: Values): Partial<Record<keyof Values, string>> {
  return {
    ...(name.trim() === '' ? { name: text('webhooks.name.missing') } : {}),
    ...(URL.canParse(url.trim()) ? {} : { url: text('webhooks.url.missing') }),
    ...(all === 'no' && events.length === 0 ? { events: text('webhooks.events.missing') } : {}),
  };
}

function Fields({ form }: { readonly form: UseFormReturnType<Values> }) {
  return (
    <Stack>
      <TextInput
        label={text('webhooks.name')}
        description={text('webhooks.name.hint')}
        maxLength={100}
        data-autofocus
        {...form.getInputProps('name')}
      />
      <TextInput
        label={text('webhooks.url')}
        description={text('webhooks.url.hint')}
        type="url"
        maxLength={2000}
        {...form.getInputProps('url')}
      />
      <Radio.Group label={text('webhooks.events')} {...form.getInputProps('all')}>
        <Stack gap="xs" mt="xs">
          <Radio value="yes" label={text('webhooks.events.all')} />
          <Radio value="no" label={text('webhooks.events.some')} />
        </Stack>
      </Radio.Group>
      {form.values.all === 'yes' ? null : (
        <MultiSelect
          label={text('webhooks.events.choose')}
          description={text('webhooks.events.choose.hint')}
          data={eventChoices()}
          searchable
          clearable
          hidePickedOptions
          maxDropdownHeight={240}
          nothingFoundMessage={text('webhooks.events.none')}
          clearButtonProps={{ 'aria-label': text('webhooks.events.clear') }}
          {...form.getInputProps('events')}
        />
      )}
    </Stack>
  );
}

interface WebhookFormProps {
  /** Null: a new one. */
  readonly webhook: Webhook | null;
  readonly tag: string | null;
  readonly onClose: () => void;
  /** Told of a new one, whose secret is to be shown. */
  readonly onCreated?: (made: WebhookWithSecret) => void;
}

/** Mounted while it is open: it begins with what is true then. */
export function WebhookForm({ webhook, tag, onClose, onCreated }: WebhookFormProps) {
  const queryClient = useQueryClient();
  const newest = valuesOf(webhook);
  const form = useForm<Values>({ initialValues: newest, validate: faults });
  const title = webhook === null ? text('webhooks.new') : text('webhooks.edit.title', { name: webhook.name });
  useRebase(form, newest, tag, title);
  const save = useMutation({
    mutationFn: async (values: Values): Promise<WebhookWithSecret | null> => {
      if (webhook === null) return webhookCreate(fieldsOf(values));
      await webhookChange(webhook.id, fieldsOf(values), tag);
      return null;
    },
    onSuccess: async (made) => {
      if (made === null) notifyDone(text('webhooks.saved', { name: form.values.name.trim() }));
      else onCreated?.(made);
      onClose();
      await queryClient.invalidateQueries(webhooksFilter);
    },
    onError: (error) => {
      if (isRefusal(error, 'precondition_failed')) return queryClient.invalidateQueries(webhooksFilter);
      return form.setErrors(fieldErrors(error, ['name', 'url', 'events']));
    },
  });
  return (
    <FormDialog
      opened
      title={title}
      unsaved={form.isDirty()}
      act={webhook === null ? text('webhooks.new') : text('action.save')}
      pending={save.isPending}
      error={save.error}
      onSubmit={form.onSubmit((values) => save.mutate(values), focusFirstFault)}
      onClose={onClose}
    >
      <Fields form={form} />
    </FormDialog>
  );
}
