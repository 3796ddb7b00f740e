/** Asks once before something that cannot be taken back: names it, says what will happen. */
import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { FormDialog } from './form-dialog.tsx';

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

export function ConfirmDialog({ question, consequence, onConfirm, children, ...dialog }: ConfirmDialogProps) {
  return (
    <FormDialog {...dialog} title={question} onSubmit={onConfirm} dangerous>
      <Text>{consequence}</Text>
      {children}
    </FormDialog>
  );
}
