/** One person's hours now: until when, or from when on, and overtime for who may give it (L3). */
import { Button, Group, Paper, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { overtimes } from '../../api/connections.ts';
import { type PersonHours, personHoursQuery } from '../../api/schedules.ts';
import type { User } from '../../api/users.ts';
import { text } from '../../texts/texts.ts';
import { QueryState } from '../../ui/query-state.tsx';
import { usePermittedFor, useTimeStyle } from '../../ui/session-context.ts';
import { dateTimeText, type TimeStyle, timeZoneText } from '../../ui/time.ts';
import { personName } from './person-name.ts';
import { useOvertime } from './use-overtime.ts';

function nowText({ open, endsAt, opensAt, source }: PersonHours, style: TimeStyle): string {
  if (source === 'none') return text('hours.now.always');
  if (open)
    return endsAt === null ? text('hours.now.open') : text('hours.now.until', { time: dateTimeText(endsAt, style) });
  return opensAt === null ? text('hours.now.closed') : text('hours.now.from', { time: dateTimeText(opensAt, style) });
}

function Overtime({ user, hours }: { readonly user: User; readonly hours: PersonHours }) {
  const extend = useOvertime(user.id, personName(user));
  // Nothing ends their hours: there is nothing to extend.
  if (hours.open && hours.endsAt === null) return null;
  return (
    <Group gap="xs" role="group" aria-label={text('hours.extend')}>
      <Text size="sm">{text('hours.extend')}</Text>
      {overtimes.map((minutes) => (
        <Button
          key={minutes}
          variant="default"
          size="xs"
          loading={extend.isPending && extend.variables === minutes}
          onClick={() => extend.mutate(minutes)}
        >
          {text('hours.extend.by', { minutes })}
        </Button>
      ))}
    </Group>
  );
}

export function PersonHoursBox({ user }: { readonly user: User }) {
  const style = useTimeStyle();
  const query = useQuery(personHoursQuery(user.id));
  const mayExtend = usePermittedFor('overtime');
  return (
    <QueryState query={query}>
      {(hours) => (
        <Paper withBorder p="md">
          <Stack gap="xs">
            <Text fw={600}>{nowText(hours, style)}</Text>
            <Text size="sm" c="dimmed">
              {text(`hours.source.${hours.source}`, { schedules: hours.schedules.map(({ name }) => name).join(', ') })}{' '}
              {text('people.timeZone', { timeZone: timeZoneText(style.timeZone) })}
            </Text>
            {hours.overtimeUntil === null ? null : (
              <Text size="sm">{text('hours.overtime', { time: dateTimeText(hours.overtimeUntil, style) })}</Text>
            )}
            {mayExtend ? <Overtime user={user} hours={hours} /> : null}
          </Stack>
        </Paper>
      )}
    </QueryState>
  );
}
