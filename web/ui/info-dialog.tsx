/** Something to read in a dialog, with one button that closes it. */
import { Button, Group, Modal, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { text } from '../texts/texts.ts';

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
    <Modal.Root opened onClose={onClose} centered size={size} closeOnClickOutside={!once} closeOnEscape={!once}>
      <Modal.Overlay />
      <Modal.Content>
        {/* Not Modal.Header: it is a <header>, which reads as a second banner of the page. */}
        <Group justify="space-between" wrap="nowrap" align="center" p="md" pb={0}>
          <Modal.Title fw={600} style={{ overflowWrap: 'anywhere' }}>
            {title}
          </Modal.Title>
          <Modal.CloseButton aria-label={text('action.close')} />
        </Group>
        <Modal.Body pt="md">
          <Stack>
            {children}
            <Group justify="flex-end">
              {actions}
              <Button onClick={onClose}>{done ?? text('action.close')}</Button>
            </Group>
          </Stack>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
