/** The acts that every tab of a person's page has at hand. What can be taken back offers Undo; what cannot asks once. */
import { Button, Group } from '@mantine/core';
import { IconLockOpen } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { userSignOut } from '../../api/connections.ts';
import { type User, userDelete, userDisable, usersFilter, userUnlock } from '../../api/users.ts';
import { paths } from '../../paths.ts';
import { text } from '../../texts/texts.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { notifyDone, notifyFailure, notifyUndo } from '../../ui/notify.tsx';
import { usePermitted, useSession } from '../../ui/session-context.ts';
import { useMayActOn } from './may-act-on.ts';
import { personName } from './person-name.ts';
import type { PersonTab } from './person-tabs.ts';

interface ActProps {
  readonly user: User;
}

function Unlock({ user }: ActProps) {
  const queryClient = useQueryClient();
  const unlock = useMutation({
    mutationFn: () => userUnlock(user.id),
    onSuccess: () => notifyDone(text('person.unlock.done', { name: personName(user) }), text('person.unlock.text')),
    onError: notifyFailure,
    onSettled: () => queryClient.invalidateQueries(usersFilter),
  });
  return (
    <Button
      size="sm"
      leftSection={<IconLockOpen size={16} aria-hidden />}
      loading={unlock.isPending}
      onClick={() => unlock.mutate()}
    >
      {text('credential.web.unlock')}
    </Button>
  );
}

function Disable({ user }: ActProps) {
  const queryClient = useQueryClient();
  const name = personName(user);
  const act = useMutation({
    mutationFn: (disabled: boolean) => userDisable(user.id, disabled),
    onError: notifyFailure,
    onSettled: () => queryClient.invalidateQueries(usersFilter),
  });
  const begin = (disabled: boolean) => {
    const word = disabled ? 'disable' : 'enable';
    const told = () =>
      notifyUndo(text(`person.${word}.done`, { name }), text(`person.${word}.text`), () => act.mutate(!disabled));
    act.mutate(disabled, { onSuccess: told });
  };
  return (
    <Button variant="default" size="sm" loading={act.isPending} onClick={() => begin(!user.disabled)}>
      {text(user.disabled ? 'person.enable' : 'person.disable')}
    </Button>
  );
}

function SignOut({ user }: ActProps) {
  const queryClient = useQueryClient();
  const [opened, setOpened] = useState(false);
  const name = personName(user);
  const signOut = useMutation({
    mutationFn: () => userSignOut(user.id),
    onSuccess: () => {
      notifyDone(text('connected.signOut.done', { name }));
      setOpened(false);
    },
    onSettled: () => queryClient.invalidateQueries(usersFilter),
  });
  return (
    <>
      <Button variant="default" size="sm" onClick={() => setOpened(true)}>
        {text('person.signOut')}
      </Button>
      <ConfirmDialog
        opened={opened}
        question={text('connected.signOut.question', { name })}
        consequence={text('connected.signOut.text', { name })}
        act={text('connected.signOut.act', { name })}
        pending={signOut.isPending}
        error={signOut.error}
        onConfirm={() => signOut.mutate()}
        onClose={() => setOpened(false)}
      />
    </>
  );
}

function Delete({ user }: ActProps) {
  const queryClient = useQueryClient();
  const [, go] = useLocation();
  const [opened, setOpened] = useState(false);
  const name = personName(user);
  const remove = useMutation({
    mutationFn: () => userDelete(user.id),
    onSuccess: async () => {
      go(paths.people);
      notifyDone(text('person.delete.done', { name }));
      await queryClient.invalidateQueries(usersFilter);
    },
  });
  return (
    <>
      <Button variant="subtle" color="red" size="sm" onClick={() => setOpened(true)}>
        {text('person.delete')}
      </Button>
      <ConfirmDialog
        opened={opened}
        question={text('person.delete.question', { name })}
        consequence={text('person.delete.text', { name })}
        act={text('person.delete.act', { name })}
        pending={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate()}
        onClose={() => setOpened(false)}
      />
    </>
  );
}

/** @param tab which is shown: on Passwords each has an Unlock of its own */
export function PersonActs({ user, tab }: ActProps & { readonly tab: PersonTab }) {
  const mayActOn = useMayActOn(user);
  const mayDisable = usePermitted('users:disable');
  const own = useSession().user.id === user.id;
  const mayDelete = usePermitted('users:delete') && !own;
  return (
    <Group gap="xs" role="group" aria-label={text('person.acts')}>
      {user.locked && tab !== 'passwords' && mayActOn('unlock') ? <Unlock user={user} /> : null}
      {mayDisable ? <Disable user={user} /> : null}
      {mayActOn('sign_out') ? <SignOut user={user} /> : null}
      {mayDelete ? <Delete user={user} /> : null}
    </Group>
  );
}
