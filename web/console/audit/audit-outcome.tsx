/** How an act of the audit log ended, in one word, and why. */
import { Badge, Group, Text } from '@mantine/core';
import { IconAlertTriangle, IconBan, IconCheck, IconHourglass, type TablerIcon } from '@tabler/icons-react';
import type { AuditEvent } from '../../api/audit.ts';
import { plural, text } from '../../texts/texts.ts';
import { reasonText } from './audit-sentence.ts';

type Shown = 'done' | 'refused' | 'failed' | 'begun' | 'unfinished';

const marks: Readonly<Record<Shown, { readonly color: string; readonly icon: TablerIcon }>> = {
  done: { color: 'teal', icon: IconCheck },
  refused: { color: 'orange', icon: IconBan },
  failed: { color: 'red', icon: IconAlertTriangle },
  begun: { color: 'gray', icon: IconHourglass },
  unfinished: { color: 'grape', icon: IconHourglass },
};

export function AuditOutcome({ event }: { readonly event: AuditEvent }) {
  const { outcome, reason, completedBy, details } = event;
  const shown: Shown = outcome === 'begun' && completedBy === null ? 'unfinished' : outcome;
  const { color, icon: Icon } = marks[shown];
  const repeated = typeof details.repeated === 'number' ? details.repeated : 0;
  return (
    <Group gap={6} wrap="wrap">
      <Badge variant="light" color={color} leftSection={<Icon size={12} aria-hidden />}>
        {text(`audit.outcome.${shown}`)}
      </Badge>
      {reason === null ? null : (
        <Text size="sm" component="span">
          {reasonText(event, reason)}
        </Text>
      )}
      {repeated === 0 ? null : (
        <Text size="sm" c="dimmed" component="span">
          {plural('audit.repeated', repeated)}
        </Text>
      )}
    </Group>
  );
}
