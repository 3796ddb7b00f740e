/** Asks whoever leaves something unsaved, and names what would be lost. One for the whole application. */
import { List, Text } from '@mantine/core';
import { useSyncExternalStore } from 'react';
import { text } from '../texts/texts.ts';
import { FormDialog } from './form-dialog.tsx';
import { leaveAll, questions, stay } from './unsaved.ts';

export function UnsavedDialog() {
  const question = useSyncExternalStore(questions.subscribe, questions.current);
  if (question === null) return null;
  return (
    <FormDialog
      opened
      title={text('unsaved.question')}
      act={text('unsaved.leave')}
      dismiss={text('unsaved.stay')}
      pending={false}
      error={null}
      onSubmit={leaveAll}
      onClose={stay}
      interrupts
      dangerous
    >
      <Text>{text('unsaved.text')}</Text>
      <List style={{ overflowWrap: 'anywhere' }}>
        {question.lost.map((what) => (
          <List.Item key={what}>{what}</List.Item>
        ))}
      </List>
    </FormDialog>
  );
}
