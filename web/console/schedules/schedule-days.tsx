/** The next two weeks under a schedule as it is written now, with the days on which the clocks change. */
import { Alert, Badge, Paper, Stack, Table, Text, Title } from '@mantine/core';
import type { ScheduleFields } from '../../api/schedules.ts';
import { text } from '../../texts/texts.ts';
import { useTimeStyle } from '../../ui/session-context.ts';
import { timeZoneText } from '../../ui/time.ts';
import { useDayText } from './day-names.ts';
import { type PreviewDay, previewDays, type Stretch, todayIn } from './schedule-preview.ts';

const daysShown = 14;
/** How far ahead a change of the clocks is told. */
const changeDays = 200;

function stretchText({ from, to, daysLater }: Stretch): string {
  if (daysLater === 0) return `${from}–${to}`;
  return daysLater === 1
    ? text('schedule.preview.overnight', { from, to })
    : text('schedule.preview.onwards', { from, days: daysLater });
}

function DayText({ day }: { readonly day: PreviewDay }) {
  const { reachedUntil, stretches } = day;
  const before =
    reachedUntil === null
      ? []
      : [
          reachedUntil === 'all day'
            ? text('schedule.preview.allDay')
            : text('schedule.preview.until', { time: reachedUntil }),
        ];
  const lines = [...before, ...stretches.map(stretchText)];
  if (lines.length === 0) return <Text size="sm">{text('schedule.preview.closed')}</Text>;
  return lines.map((line) => (
    <Text key={line} size="sm">
      {line}
    </Text>
  ));
}

function ClockChange({ day }: { readonly day: PreviewDay }) {
  const dayText = useDayText();
  const minutes = Math.abs(day.clockChange);
  return (
    <Alert color="gray" variant="outline">
      {text(day.clockChange > 0 ? 'schedule.preview.forward' : 'schedule.preview.back', {
        day: dayText(day.date),
        minutes,
      })}
    </Alert>
  );
}

export function ScheduleDays({ schedule }: { readonly schedule: Omit<ScheduleFields, 'name'> | null }) {
  const { timeZone } = useTimeStyle();
  const dayText = useDayText();
  if (schedule === null) return <Text c="dimmed">{text('schedule.preview.unreadable')}</Text>;
  const today = todayIn(timeZone, Date.now());
  const days = previewDays(schedule, timeZone, today, changeDays);
  const change = days.find(({ clockChange }) => clockChange !== 0);
  return (
    <Stack gap="sm">
      <Title order={2} size="h3">
        {text('schedule.preview')}
      </Title>
      <Text size="sm" c="dimmed">
        {text('schedule.preview.zone', { timeZone: timeZoneText(timeZone) })}
      </Text>
      {change === undefined ? null : <ClockChange day={change} />}
      <Paper withBorder>
        <Table aria-label={text('schedule.preview')} verticalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{text('schedule.preview.day')}</Table.Th>
              <Table.Th>{text('schedules.windows')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {days.slice(0, daysShown).map((day) => (
              <Table.Tr key={day.date}>
                <Table.Th scope="row" fw="normal">
                  {dayText(day.date)}{' '}
                  {day.exception ? (
                    <Badge variant="light" color="gray">
                      {text('schedule.exception')}
                    </Badge>
                  ) : null}
                </Table.Th>
                <Table.Td>
                  <DayText day={day} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Paper>
    </Stack>
  );
}
