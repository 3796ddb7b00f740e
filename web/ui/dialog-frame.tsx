/** The frame of every dialog that can be left: its title, the closing button, and what may close it. */
import { Group, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { text } from '../texts/texts.ts';
import { useFocusBack } from './use-focus-back.ts';

interface DialogFrameProps {
  readonly opened?: boolean;
  readonly title: string;
  readonly onClose: () => void;
  readonly size?: 'md' | 'lg' | 'xl';
  readonly centered?: boolean;
  /** What it shows is shown once: neither a click beside it nor Escape closes it. */
  readonly once?: boolean;
  /** An act is under way: what comes of it is told here, so it stays open until then. */
  readonly pending?: boolean;
  readonly zIndex?: number;
  readonly children: ReactNode;
}

export function DialogFrame({ opened = true, once = false, pending = false, ...props }: DialogFrameProps) {
  const { title, onClose, size = 'md', centered = true, zIndex, children } = props;
  useFocusBack(opened);
  return (
    <Modal.Root
      opened={opened}
      onClose={() => {
        if (!pending) onClose();
      }}
      centered={centered}
      size={size}
      closeOnClickOutside={!once}
      closeOnEscape={!once}
      returnFocus={false}
      {...(zIndex === undefined ? {} : { zIndex })}
    >
      <Modal.Overlay />
      <Modal.Content>
        {/* Not Modal.Header: it is a <header>, which reads as a second banner of the page. */}
        <Group justify="space-between" wrap="nowrap" align="center" p="md" pb={0}>
          <Modal.Title fw={600} style={{ overflowWrap: 'anywhere' }}>
            {title}
          </Modal.Title>
          <Modal.CloseButton aria-label={text('action.close')} />
        </Group>
        <Modal.Body pt="md">{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
