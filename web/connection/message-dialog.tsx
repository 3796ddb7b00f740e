/** A message from a supervisor: who wrote it and when, until it is acknowledged. One after the other. */
import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { Events } from '../../sdk/protocol.ts';
import { text } from '../texts/texts.ts';
import { useTimeStyle } from '../ui/session-context.ts';
import { momentText } from '../ui/time.ts';
import { useLive } from './live-provider.tsx';

const nothing = () => undefined;
// Above a dialog of the page that was open, which has 200; below what takes the whole page.
const zIndexAbove = 350;

function Message({ message }: { readonly message: Events['message'] }) {
  const { acts } = useLive();
  const time = momentText(message.at, useTimeStyle(), Date.now());
  return (
    <Modal.Root
      opened
      // It asks to be read: only the button says that it was.
      onClose={nothing}
      closeOnClickOutside={false}
      closeOnEscape={false}
      centered
      zIndex={zIndexAbove}
    >
      <Modal.Overlay />
      <Modal.Content>
        <Modal.Body p="lg">
          <Stack>
            <div>
              <Modal.Title fw={600} fz="lg" lh={1.3} tabIndex={-1} data-autofocus data-page-heading>
                {text('message.title', { name: message.from })}
              </Modal.Title>
              <Text size="sm" c="dimmed">
                {text('message.at', { time })}
              </Text>
            </div>
            <Text style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{message.text}</Text>
            <Group justify="flex-end">
              <Button onClick={() => acts.understandMessage(message.id)}>{text('message.understood')}</Button>
            </Group>
          </Stack>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

export function MessageDialog() {
  const [message] = useLive().live.messages;
  return message === undefined ? null : <Message key={message.id} message={message} />;
}
