/** Short messages in the corner: something is done (with Undo where it can be undone), or it failed. */
import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { text } from '../texts/texts.ts';
import { told } from './failure.tsx';

const doneMs = 6_000;
// Long enough to read and reach by keyboard; the way back also stays on the page (WCAG 2.2, 2.2.1).
const undoMs = 15_000;

function closeButton() {
  return { 'aria-label': text('action.close') };
}

/** Says that something is done. */
export function notifyDone(title: string, message?: string): void {
  notifications.show({ title, message, role: 'status', autoClose: doneMs, closeButtonProps: closeButton() });
}

/** Says that something is done and offers to take it back. */
export function notifyUndo(title: string, message: string | undefined, onUndo: () => void): void {
  const id = notifications.show({
    title,
    role: 'status',
    autoClose: undoMs,
    closeButtonProps: closeButton(),
    message: (
      <Group justify="space-between" gap="xs">
        <Text size="sm">{message}</Text>
        <Button
          variant="default"
          size="xs"
          onClick={() => {
            notifications.hide(id);
            onUndo();
          }}
        >
          {text('action.undo')}
        </Button>
      </Group>
    ),
  });
}

/** Says that something failed, why, and what to do. Stays until closed. */
export function notifyFailure(error: unknown): void {
  const { title, help, reference } = told(error);
  const lines = [help, reference === null ? null : text('failure.reference', { reference })];
  notifyProblem(title, lines.filter((line) => line !== null).join(' '));
}

/** The same for what failed in this browser, where no server said why. */
export function notifyProblem(title: string, message?: string): void {
  notifications.show({
    title,
    message,
    color: 'red',
    role: 'alert',
    autoClose: false,
    closeButtonProps: closeButton(),
  });
}
