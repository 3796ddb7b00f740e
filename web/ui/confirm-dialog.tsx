/** Asks once before something that cannot be taken back: names it, says what will happen. */
import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { text } from '../texts/texts.ts';
import { FormFailure } from './failure.tsx';

export interface ConfirmDialogProps {
  readonly opened: boolean;
  readonly question: string;
  readonly consequence: string;
  /** What the button says: the act itself, never "OK". */
  readonly act: string;
  readonly pending: boolean;
  readonly error: unknown;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  /** Further steps between the consequence and the button. */
  readonly children?: ReactNode;
}

export function ConfirmDialog(props: ConfirmDialogProps) {
  return (
    <Modal.Root opened={props.opened} onClose={props.onClose} centered>
      <Modal.Overlay />
      <Modal.Content>
        {/* Not Modal.Header: it is a <header>, which reads as a second banner of the page. */}
        <Group justify="space-between" wrap="nowrap" align="center" p="md" pb={0}>
          <Modal.Title fw={600}>{props.question}</Modal.Title>
          <Modal.CloseButton aria-label={text('action.close')} />
        </Group>
        <Modal.Body pt="md">
          <form
            noValidate
            onSubmit={(event) => {
              event.preventDefault();
              props.onConfirm();
            }}
          >
            <Stack>
              <FormFailure error={props.error} />
              <Text>{props.consequence}</Text>
              {props.children}
              <Group justify="flex-end">
                <Button variant="default" onClick={props.onClose}>
                  {text('action.cancel')}
                </Button>
                <Button type="submit" color="red" loading={props.pending}>
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
