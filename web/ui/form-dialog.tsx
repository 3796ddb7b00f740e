/** A small form in a dialog: its title, fields, what went wrong, and the one button that does it. */
import { Button, Group, Stack } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { text } from '../texts/texts.ts';
import { DialogFrame } from './dialog-frame.tsx';
import { FormFailure } from './failure.tsx';
import { useUnsaved } from './use-unsaved.ts';

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
  /** It holds something typed, which closing it would lose: that is asked first. */
  readonly unsaved?: boolean;
  /** It may open over another dialog, whose act it interrupts. */
  readonly interrupts?: boolean;
  /** It cannot be taken back: its button is red. */
  readonly dangerous?: boolean;
  /** Of a long form, which begins at the top of the window. */
  readonly size?: 'lg';
  /** What came of it and is shown once, in place of the form; it is then closed by its own button only. */
  readonly secret?: ReactNode;
  readonly children: ReactNode;
}

/** What went wrong while it is open: once it was closed, that is over. */
function useFresh({ opened, error }: Pick<FormDialogProps, 'opened' | 'error'>): unknown {
  const [over, setOver] = useState<unknown>(null);
  if (!opened && over !== error) setOver(error);
  return error === over ? null : error;
}

export function FormDialog(props: FormDialogProps) {
  const { opened, title, pending, size, secret, unsaved = false } = props;
  const error = useFresh(props);
  const shown = secret !== undefined && secret !== null;
  const leave = useUnsaved(opened && unsaved && !shown, title);
  const onClose = () => leave(props.onClose);
  return (
    <DialogFrame
      opened={opened}
      title={title}
      onClose={onClose}
      pending={pending}
      once={shown}
      {...(size === undefined ? {} : { size, centered: false })}
      {...(props.interrupts ? { zIndex: zIndexAbove } : {})}
    >
      {shown ? (
        secret
      ) : (
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            // React hands it on to the form in which the dialog is written, although the page does not have it there.
            event.stopPropagation();
            props.onSubmit();
          }}
        >
          <Stack>
            <FormFailure error={error} />
            {props.children}
            <Group justify="flex-end">
              <Button variant="default" disabled={pending} onClick={onClose}>
                {props.dismiss ?? text('action.cancel')}
              </Button>
              <Button type="submit" loading={pending} {...(props.dangerous ? { color: 'red' } : {})}>
                {props.act}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </DialogFrame>
  );
}
