/** What a supervisor or administrator can do about somebody who is connected, as far as their role includes it. */
import { ActionIcon, Menu } from '@mantine/core';
import { IconBrowser, IconDots, IconLogout, IconMapPinOff, IconMessage } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import {
  type ConnectedPerson,
  connectionsChanged,
  type Overtime,
  overtimes,
  stationRelease,
} from '../../api/connections.ts';
import { text } from '../../texts/texts.ts';
import { notifyDone, notifyFailure } from '../../ui/notify.tsx';
import { usePermittedFor } from '../../ui/session-context.ts';
import { useOvertime } from '../person/use-overtime.ts';
import type { Asked } from './connected-dialogs.tsx';

function useActs({ user }: ConnectedPerson) {
  const queryClient = useQueryClient();
  const name = user.displayName;
  const settled = { onError: notifyFailure, onSettled: () => connectionsChanged(queryClient) };
  const overtime = useOvertime(user.id, name);
  const release = useMutation({
    mutationFn: stationRelease,
    onSuccess: (_answer, station) =>
      notifyDone(text('connected.release.done', { station }), text('connected.release.text', { name })),
    ...settled,
  });
  return { overtime, release };
}

function OvertimeItems({ onChoose }: { readonly onChoose: (minutes: Overtime) => void }) {
  return (
    <>
      <Menu.Divider />
      <Menu.Label>{text('connected.overtime')}</Menu.Label>
      {overtimes.map((minutes) => (
        <Menu.Item key={minutes} onClick={() => onChoose(minutes)}>
          {text('connected.overtime.by', { minutes })}
        </Menu.Item>
      ))}
    </>
  );
}

interface ItemsProps {
  readonly person: ConnectedPerson;
  /** Opens a dialog about them, which stays while rows come and go. */
  readonly onOpen: (what: Asked) => void;
}

function Items({ person, onOpen }: ItemsProps) {
  const { station } = person;
  const { overtime, release } = useActs(person);
  const may = {
    message: usePermittedFor('message'),
    disconnect: usePermittedFor('disconnect'),
    release: usePermittedFor('station:release'),
    overtime: usePermittedFor('overtime'),
    signOut: usePermittedFor('sign_out'),
  };
  return (
    <>
      {may.message ? (
        <Menu.Item leftSection={<IconMessage size={16} aria-hidden />} onClick={() => onOpen('message')}>
          {text('connected.message')}
        </Menu.Item>
      ) : null}
      {may.disconnect ? (
        <Menu.Item leftSection={<IconBrowser size={16} aria-hidden />} onClick={() => onOpen('tabs')}>
          {text('connected.tabs.show')}
        </Menu.Item>
      ) : null}
      {may.release && station !== null ? (
        <Menu.Item leftSection={<IconMapPinOff size={16} aria-hidden />} onClick={() => release.mutate(station)}>
          {text('connected.release', { station })}
        </Menu.Item>
      ) : null}
      {may.overtime ? <OvertimeItems onChoose={(minutes) => overtime.mutate(minutes)} /> : null}
      {may.signOut ? (
        <>
          <Menu.Divider />
          <Menu.Item
            c="var(--mantine-color-error)"
            leftSection={<IconLogout size={16} aria-hidden />}
            onClick={() => onOpen('sign_out')}
          >
            {text('connected.signOut')}
          </Menu.Item>
        </>
      ) : null}
    </>
  );
}

export function ConnectedMenu({ person, onOpen }: ItemsProps) {
  return (
    <Menu position="bottom-end" width={240} shadow="md" withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          aria-label={text('connected.acts.of', { name: person.user.displayName })}
        >
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Items person={person} onOpen={onOpen} />
      </Menu.Dropdown>
    </Menu>
  );
}
