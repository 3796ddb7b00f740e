/** The dialogs of the live view: a message, a person's tabs, and whether to log somebody out. */
import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import {
  type ConnectedPerson,
  connectionDisconnect,
  connectionsChanged,
  userMessage,
  userSignOut,
} from '../../api/connections.ts';
import { text } from '../../texts/texts.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { DialogFrame } from '../../ui/dialog-frame.tsx';
import { FormFailure } from '../../ui/failure.tsx';
import { fieldErrors } from '../../ui/field-errors.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { useTimeStyle } from '../../ui/session-context.ts';
import { momentText } from '../../ui/time.ts';

/** What a dialog is about. */
export type Asked = 'message' | 'tabs' | 'sign_out';

interface DialogProps {
  readonly person: ConnectedPerson;
  readonly onClose: () => void;
}

/** What the server takes. */
const charactersMax = 500;

function MessageForm({ person, onClose }: DialogProps) {
  const name = person.user.displayName;
  const [typed, setTyped] = useState('');
  const [missing, setMissing] = useState(false);
  const send = useMutation({
    mutationFn: (message: string) => userMessage(person.user.id, message),
    onSuccess: () => {
      notifyDone(text('connected.message.done', { name }));
      onClose();
    },
  });
  const submit = () => {
    const message = typed.trim();
    setMissing(message === '');
    if (message !== '') send.mutate(message);
  };
  const fault = missing ? text('connected.message.missing') : fieldErrors(send.error, ['text']).text;
  return (
    <FormDialog
      opened
      title={text('connected.message.title', { name })}
      act={text('connected.message.send')}
      pending={send.isPending}
      error={send.error}
      unsaved={typed.trim() !== ''}
      onSubmit={submit}
      onClose={onClose}
    >
      <Textarea
        label={text('connected.message.label')}
        description={text('connected.message.hint')}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        error={fault}
        maxLength={charactersMax}
        autosize
        minRows={3}
        maxRows={8}
        data-autofocus
      />
    </FormDialog>
  );
}

function TabRow({ tab }: { readonly tab: ConnectedPerson['tabs'][number] }) {
  const queryClient = useQueryClient();
  const time = momentText(tab.since, useTimeStyle(), Date.now());
  const disconnect = useMutation({
    mutationFn: () => connectionDisconnect(tab.id),
    onSuccess: () => notifyDone(text('connected.tabs.done')),
    onSettled: () => connectionsChanged(queryClient),
  });
  return (
    <Stack component="li" gap="xs">
      <FormFailure error={disconnect.error} />
      <Group justify="space-between" wrap="nowrap">
        <Stack gap={0} miw={0}>
          <Text size="sm" fw={600}>
            {tab.browser}
          </Text>
          <Text size="sm" c="dimmed">
            {text('tab.where', { address: tab.address, time })}
          </Text>
        </Stack>
        <Button
          variant="default"
          size="sm"
          flex="none"
          loading={disconnect.isPending}
          aria-label={text('tab.disconnect.of', { browser: tab.browser, time })}
          onClick={() => disconnect.mutate()}
        >
          {text('tab.disconnect')}
        </Button>
      </Group>
    </Stack>
  );
}

function TabsDialog({ person, onClose }: DialogProps) {
  return (
    <DialogFrame title={text('connected.tabs.title', { name: person.user.displayName })} onClose={onClose}>
      <Stack>
        <Text size="sm" c="dimmed">
          {text('connected.tabs.help')}
        </Text>
        {person.tabs.length === 0 ? <Text size="sm">{text('connected.tabs.none')}</Text> : null}
        <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: 'none' }}>
          {person.tabs.map((tab) => (
            <TabRow key={tab.id} tab={tab} />
          ))}
        </Stack>
      </Stack>
    </DialogFrame>
  );
}

function SignOutQuestion({ person, onClose }: DialogProps) {
  const name = person.user.displayName;
  const queryClient = useQueryClient();
  const signOut = useMutation({
    mutationFn: () => userSignOut(person.user.id),
    onSuccess: () => {
      notifyDone(text('connected.signOut.done', { name }));
      onClose();
    },
    onSettled: () => connectionsChanged(queryClient),
  });
  return (
    <ConfirmDialog
      opened
      question={text('connected.signOut.question', { name })}
      consequence={text('connected.signOut.text', { name })}
      act={text('connected.signOut.act', { name })}
      pending={signOut.isPending}
      error={signOut.error}
      onConfirm={() => signOut.mutate()}
      onClose={onClose}
    />
  );
}

export function ConnectedDialog({ asked, ...dialog }: DialogProps & { readonly asked: Asked }) {
  if (asked === 'message') return <MessageForm {...dialog} />;
  return asked === 'tabs' ? <TabsDialog {...dialog} /> : <SignOutQuestion {...dialog} />;
}
