/** Beneath times that do not say so themselves: in which zone they are. */
import { Text } from '@mantine/core';
import { text } from '../texts/texts.ts';
import { useTimeStyle } from './session-context.ts';
import { timeZoneText } from './time.ts';

export function TimesNote() {
  const { timeZone } = useTimeStyle();
  return (
    <Text size="sm" c="dimmed" data-no-print>
      {text('people.timeZone', { timeZone: timeZoneText(timeZone) })}
    </Text>
  );
}
