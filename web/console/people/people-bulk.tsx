/** The bar beneath the list of people once some are selected: how many, and what can be done to all of them at once. */
import { Button, CloseButton, Group, Menu, Paper, Text } from '@mantine/core';
import { IconChevronUp } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { teamsFilter } from '../../api/teams.ts';
import { type User, usersFilter } from '../../api/users.ts';
import { type BulkAction, usersBulk } from '../../api/users-bulk.ts';
import { plural, text } from '../../texts/texts.ts';
import { notifyDone, notifyFailure, notifyProblem, notifyUndo } from '../../ui/notify.tsx';
import { type AskedAction, BulkDialog } from './people-bulk-dialog.tsx';
import { inverseOf, refusedText, resultTitle } from './people-bulk-result.ts';

interface Order {
  readonly ids: readonly string[];
  readonly action: BulkAction;
  readonly value: string | null | undefined;
}

/** Sends an order and tells what became of it; what can be taken back offers Undo. */
function useBulk(users: readonly User[]) {
  const queryClient = useQueryClient();
  const mutation = useMutation({
    mutationFn: ({ ids, action, value }: Order) => usersBulk(ids, action, value),
    onSettled: () =>
      Promise.all([queryClient.invalidateQueries(usersFilter), queryClient.invalidateQueries(teamsFilter)]),
  });
  const send = (order: Order, onDone: () => void, undoable = true) =>
    mutation.mutate(order, {
      onSuccess: (outcomes) => {
        onDone();
        const [title, why] = [resultTitle(outcomes), refusedText(outcomes, users)];
        const done = outcomes.filter(({ outcome }) => outcome === 'done').map(({ id }) => id);
        const inverse = undoable && done.length > 0 ? inverseOf[order.action] : undefined;
        if (inverse !== undefined) {
          const undo = { ids: done, action: inverse, value: undefined };
          notifyUndo(title, why, () => send(undo, () => undefined, false));
        } else if (why !== undefined) notifyProblem(title, why);
        else notifyDone(title);
      },
      onError: (error) => {
        // A dialog shows it itself.
        if (!isAsked(order.action)) notifyFailure(error);
      },
    });
  return { send, pending: mutation.isPending, error: mutation.error, reset: mutation.reset };
}

const atOnce: readonly BulkAction[] = ['enable', 'unlock', 'activate', 'inactivate'];
/** Those that have a button of their own where there is room. */
const foremost: readonly BulkAction[] = ['disable', 'enable', 'sign_out', 'unlock'];

function isAsked(action: BulkAction): action is AskedAction {
  return !atOnce.includes(action);
}

interface ActsProps {
  readonly actions: readonly BulkAction[];
  readonly pending: boolean;
  readonly onChoose: (action: BulkAction) => void;
}

function Acts({ actions, pending, onChoose }: ActsProps) {
  const hasMore = actions.some((action) => !foremost.includes(action));
  return (
    <>
      {actions
        .filter((action) => foremost.includes(action))
        .map((action) => (
          <Button
            key={action}
            variant="default"
            size="sm"
            visibleFrom="md"
            disabled={pending}
            onClick={() => onChoose(action)}
          >
            {text(`people.bulk.${action}`)}
          </Button>
        ))}
      <Menu position="top-end" shadow="md" withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <Button
            size="sm"
            variant="default"
            loading={pending}
            rightSection={<IconChevronUp size={16} aria-hidden />}
            {...(hasMore ? {} : { hiddenFrom: 'md' as const })}
          >
            {text('people.bulk.more')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {actions.map((action) => (
            <Menu.Item
              key={action}
              onClick={() => onChoose(action)}
              {...(foremost.includes(action) ? { hiddenFrom: 'md' as const } : {})}
            >
              {text(`people.bulk.${action}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </>
  );
}

interface PeopleBulkProps {
  /** Selected, and shown. */
  readonly users: readonly User[];
  readonly actions: readonly BulkAction[];
  readonly onClear: () => void;
}

export function PeopleBulk({ users, actions, onClear }: PeopleBulkProps) {
  const { send, pending, error, reset } = useBulk(users);
  const [asked, setAsked] = useState<AskedAction | null>(null);
  const close = () => setAsked(null);
  const ids = users.map(({ id }) => id);
  const choose = (action: BulkAction) => {
    reset();
    if (isAsked(action)) setAsked(action);
    else send({ ids, action, value: undefined }, close);
  };
  return (
    <Paper withBorder shadow="md" p="xs" role="group" aria-label={text('people.bulk.label')} pos="sticky" bottom={8}>
      <Group gap="xs" justify="space-between" wrap="nowrap">
        <Text size="sm" fw={600} role="status">
          {plural('people.bulk.selected', users.length)}
        </Text>
        <Group gap="xs" wrap="nowrap">
          <Acts actions={actions} pending={pending} onChoose={choose} />
          <CloseButton aria-label={text('people.bulk.clear')} onClick={onClear} />
        </Group>
      </Group>
      {asked === null ? null : (
        <BulkDialog
          action={asked}
          count={users.length}
          pending={pending}
          error={error}
          onConfirm={(value) => send({ ids, action: asked, value }, close)}
          onClose={close}
        />
      )}
    </Paper>
  );
}
