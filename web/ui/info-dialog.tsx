/** Something to read in a dialog, with one button that closes it. */
import { Button, Group, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { text } from '../texts/texts.ts';
import { DialogFrame } from './dialog-frame.tsx';

interface InfoDialogProps {
  readonly title: string;
  readonly onClose: () => void;
  /** What the closing button says; Close unless told. */
  readonly done?: string;
  /** What it shows is shown once: a click beside it does not close it. */
  readonly once?: boolean;
  readonly size?: 'md' | 'lg' | 'xl';
  /** Beside the closing button. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

export function InfoDialog({ title, onClose, done, once = false, size = 'md', actions, children }: InfoDialogProps) {
  return (
    <DialogFrame title={title} onClose={onClose} size={size} once={once}>
      <Stack>
        {children}
        <Group justify="flex-end">
          {actions}
          <Button onClick={onClose}>{done ?? text('action.close')}</Button>
        </Group>
      </Stack>
    </DialogFrame>
  );
}
