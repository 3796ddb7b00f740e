/** A small form in a dialog: its title, fields, what went wrong, and the one button that does it. */
import { Button, Group, Modal, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { text } from '../texts/texts.ts';
import { FormFailure } from './failure.tsx';

// Mantine's dialogs have 200.
const zIndexAbove = 300;

export interface FormDialogProps {
  readonly opened: boolean;
  readonly title: string;
  /** What the button says: the act itself, never "OK". */
  readonly act: string;
  readonly pending: boolean;
  readonly error: unknown;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  /** What the button says that leaves it; Cancel unless told. */
  readonly dismiss?: string;
  /** It may open over another dialog, whose act it interrupts. */
  readonly interrupts?: boolean;
  /** It cannot be taken back: its button is red. */
  readonly dangerous?: boolean;
  readonly children: ReactNode;
}

export function FormDialog(props: FormDialogProps) {
  return (
    <Modal.Root
      opened={props.opened}
      onClose={props.onClose}
      centered
      {...(props.interrupts ? { zIndex: zIndexAbove } : {})}
    >
      <Modal.Overlay />
      <Modal.Content>
        {/* Not Modal.Header: it is a <header>, which reads as a second banner of the page. */}
        <Group justify="space-between" wrap="nowrap" align="center" p="md" pb={0}>
          <Modal.Title fw={600}>{props.title}</Modal.Title>
          <Modal.CloseButton aria-label={text('action.close')} />
        </Group>
        <Modal.Body pt="md">
          <form
            noValidate
            onSubmit={(event) => {
              event.preventDefault();
              props.onSubmit();
            }}
          >
            <Stack>
              <FormFailure error={props.error} />
              {props.children}
              <Group justify="flex-end">
                <Button variant="default" onClick={props.onClose}>
                  {props.dismiss ?? text('action.cancel')}
                </Button>
                <Button type="submit" loading={props.pending} {...(props.dangerous ? { color: 'red' } : {})}>
                  {props.act}
                </Button>
              </Group>
            </Stack>
          </form>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
