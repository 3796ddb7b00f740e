/** Entries of the audit log as sentences, newest first; each opens with all that is known of it. */
import { Anchor, Button, Group, Stack, Table, Text } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { type AuditEvent, type AuditFilter, auditFilter, auditQuery } from '../../api/audit.ts';
import { plural, text } from '../../texts/texts.ts';
import { Empty } from '../../ui/failure.tsx';
import { ListState } from '../../ui/list-state.tsx';
import { ListTable } from '../../ui/list-table.tsx';
import { useTimeStyle } from '../../ui/session-context.ts';
import { preciseTimeText } from '../../ui/time.ts';
import { AuditDetails } from './audit-details.tsx';
import { AuditOutcome } from './audit-outcome.tsx';
import { sentenceOf } from './audit-sentence.ts';

interface AuditListProps {
  readonly filter: AuditFilter;
  /** Beside the button that refreshes. */
  readonly actions?: ReactNode;
}

function Where({ event: { address, browser } }: { readonly event: AuditEvent }) {
  if (address === null && browser === null) return text('audit.where.here');
  return (
    <>
      {address}
      <Text size="xs" c="dimmed">
        {browser}
      </Text>
    </>
  );
}

function Row({ event, onOpen }: { readonly event: AuditEvent; readonly onOpen: (event: AuditEvent) => void }) {
  const style = useTimeStyle();
  const sentence = sentenceOf(event);
  const time = preciseTimeText(event.at, style);
  return (
    <Table.Tr>
      <Table.Td visibleFrom="sm" style={{ whiteSpace: 'nowrap' }}>
        {time}
      </Table.Td>
      <Table.Th scope="row" fw="normal">
        <Anchor
          component="button"
          type="button"
          size="sm"
          ta="start"
          underline="hover"
          c="var(--mantine-color-text)"
          fw={500}
          style={{ overflowWrap: 'anywhere' }}
          aria-haspopup="dialog"
          onClick={() => onOpen(event)}
        >
          {sentence}
        </Anchor>
        <Text size="xs" c="dimmed" hiddenFrom="sm">
          {time}
        </Text>
        <Group hiddenFrom="md" mt={4}>
          <AuditOutcome event={event} />
        </Group>
      </Table.Th>
      <Table.Td visibleFrom="md">
        <AuditOutcome event={event} />
      </Table.Td>
      <Table.Td visibleFrom="sm">
        <Where event={event} />
      </Table.Td>
    </Table.Tr>
  );
}

function Rows({
  events,
  onOpen,
}: {
  readonly events: readonly AuditEvent[];
  readonly onOpen: (event: AuditEvent) => void;
}) {
  return (
    <ListTable
      label={text('audit.title')}
      header={
        <>
          <Table.Th visibleFrom="sm">{text('audit.time')}</Table.Th>
          <Table.Th>{text('audit.what')}</Table.Th>
          <Table.Th visibleFrom="md">{text('audit.outcome')}</Table.Th>
          <Table.Th visibleFrom="sm">{text('audit.where')}</Table.Th>
        </>
      }
    >
      {events.map((event) => (
        <Row key={event.id} event={event} onOpen={onOpen} />
      ))}
    </ListTable>
  );
}

export function AuditList({ filter, actions }: AuditListProps) {
  const style = useTimeStyle();
  const queryClient = useQueryClient();
  // The entry stays while its dialog closes.
  const [event, setEvent] = useState<AuditEvent | null>(null);
  const [opened, setOpened] = useState(false);
  const query = useInfiniteQuery({ ...auditQuery(filter), placeholderData: keepPreviousData });
  const searchedTo = query.data?.pages.at(-1)?.searchedTo ?? null;
  const searched = searchedTo === null ? null : text('audit.searched', { time: preciseTimeText(searchedTo, style) });
  const filtered = Object.values(filter).some((value) => value !== '' && value !== undefined);
  const empty = filtered ? (
    <Empty title={text('audit.none')} help={searched ?? text('audit.none.text')} />
  ) : (
    <Empty title={text('audit.empty')} help={text('audit.empty.text')} />
  );
  const summary = (count: number) => [plural('audit.shown', count), searched].filter(Boolean).join('. ');
  return (
    <Stack>
      <Group justify="flex-end" gap="xs">
        {actions}
        <Button
          variant="default"
          leftSection={<IconRefresh size={16} aria-hidden />}
          loading={query.isRefetching}
          onClick={() => queryClient.resetQueries(auditFilter)}
        >
          {text('audit.refresh')}
        </Button>
      </Group>
      <ListState query={query} empty={empty} summary={summary}>
        {(events) => (
          <Rows
            events={events}
            onOpen={(chosen) => {
              setEvent(chosen);
              setOpened(true);
            }}
          />
        )}
      </ListState>
      {event === null ? null : <AuditDetails event={event} opened={opened} onClose={() => setOpened(false)} />}
    </Stack>
  );
}
