/** A dialog that first asks, and then shows a secret once: it cannot be closed by a click beside it while that is in sight. */
import { Button, Group, Modal, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { text } from '../texts/texts.ts';
import { FormFailure } from '../ui/failure.tsx';
import { ApiKeyShown } from './api-key-shown.tsx';

interface ApiKeyDialogProps {
  readonly opened: boolean;
  readonly title: string;
  readonly act: string;
  readonly pending: boolean;
  readonly error: unknown;
  /** The secret, once there is one. */
  readonly secret: string | null;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  /** The fields. */
  readonly children: ReactNode;
}

export function ApiKeyDialog(props: ApiKeyDialogProps) {
  const { secret, onClose } = props;
  return (
    <Modal.Root opened={props.opened} onClose={onClose} closeOnClickOutside={secret === null} size="lg">
      <Modal.Overlay />
      <Modal.Content>
        <Group justify="space-between" wrap="nowrap" align="center" p="md" pb={0}>
          <Modal.Title fw={600}>{props.title}</Modal.Title>
          <Modal.CloseButton aria-label={text('action.close')} />
        </Group>
        <Modal.Body pt="md">
          {secret === null ? (
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
                  <Button variant="default" onClick={onClose}>
                    {text('action.cancel')}
                  </Button>
                  <Button type="submit" loading={props.pending}>
                    {props.act}
                  </Button>
                </Group>
              </Stack>
            </form>
          ) : (
            <ApiKeyShown apiKey={secret} onDone={onClose} />
          )}
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
