/** A panel over the whole page that stays until what it says has passed: the page behind it holds no place. */
import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { text } from '../texts/texts.ts';
import { useLogOut } from '../ui/use-log-out.ts';

interface BlockingPanelProps {
  readonly title: string;
  readonly words: string;
  /** The button that goes on, where there is one; logging out is always possible. */
  readonly action?: ReactNode;
  readonly children?: ReactNode;
}

const nothing = () => undefined;
// Above a dialog of the page that was open, which has 200.
const zIndexAbove = 400;

export function BlockingPanel({ title, words, action, children }: BlockingPanelProps) {
  const logOut = useLogOut();
  return (
    <Modal.Root
      opened
      onClose={nothing}
      closeOnClickOutside={false}
      closeOnEscape={false}
      centered
      zIndex={zIndexAbove}
      size={520}
    >
      <Modal.Overlay backgroundOpacity={0.6} />
      <Modal.Content>
        <Modal.Body p="lg">
          <Stack>
            {/* The focus goes to the words first: a screen reader reads them, and Tab leads on to what can be done. */}
            <Modal.Title fw={600} fz="lg" lh={1.3} tabIndex={-1} data-autofocus data-page-heading>
              {title}
            </Modal.Title>
            <Text>{words}</Text>
            {children}
            <Group justify="flex-end" gap="xs">
              <Button variant="default" loading={logOut.isPending} onClick={() => logOut.mutate()}>
                {text('menu.logOut')}
              </Button>
              {action}
            </Group>
          </Stack>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
