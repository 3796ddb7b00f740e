/** How many of the licensed seats are in use now (L2). */
import { Group, Progress, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { seatsQuery } from '../../api/connections.ts';
import { language, text } from '../../texts/texts.ts';
import { usePermitted } from '../../ui/session-context.ts';

export function SeatsInUse() {
  const permitted = usePermitted('seats:read');
  const { data: seats } = useQuery({ ...seatsQuery, enabled: permitted });
  if (seats === undefined) return null;
  const { inUse, capacity, free, peakToday } = seats;
  const full = free === 0;
  const number = new Intl.NumberFormat(language);
  const words = text('seats.inUse', { inUse: number.format(inUse), capacity: number.format(capacity) });
  return (
    <Stack gap={4} w={{ base: '100%', xs: 300 }}>
      <Group gap="xs" justify="space-between">
        <Text size="sm" fw={600}>
          {words}
        </Text>
        <Text size="sm" c="dimmed">
          {full ? text('seats.full') : text('seats.peak', { peak: number.format(peakToday) })}
        </Text>
      </Group>
      <Progress
        value={capacity === 0 ? 100 : Math.min(100, (100 * inUse) / capacity)}
        color={full ? 'orange' : 'accent'}
        aria-label={words}
      />
    </Stack>
  );
}
