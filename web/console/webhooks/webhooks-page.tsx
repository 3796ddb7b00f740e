/** Console → Settings → Webhooks: which programs are told of events, and how that goes (M4). */
import { Button, Stack, Table, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Webhook, type WebhookWithSecret, webhooksQuery } from '../../api/webhooks.ts';
import { webhookPath } from '../../paths.ts';
import { SettingsFrame } from '../../settings/settings-frame.tsx';
import { text } from '../../texts/texts.ts';
import { Empty } from '../../ui/failure.tsx';
import { ListTable } from '../../ui/list-table.tsx';
import { QueryState } from '../../ui/query-state.tsx';
import { RowLink } from '../../ui/row-link.tsx';
import { useTimeStyle } from '../../ui/session-context.ts';
import { momentText } from '../../ui/time.ts';
import { TimesNote } from '../../ui/times-note.tsx';
import { eventsText } from './webhook-events.ts';
import { WebhookForm } from './webhook-form.tsx';
import { WebhookSecret } from './webhook-secret.tsx';
import { WebhookState } from './webhook-state.tsx';

function WebhookRow({ webhook }: { readonly webhook: Webhook }) {
  const style = useTimeStyle();
  const { lastDeliveredAt } = webhook;
  return (
    <Table.Tr>
      <Table.Th scope="row" fw="normal">
        <RowLink href={webhookPath(webhook.id)}>{webhook.name}</RowLink>
        <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {new URL(webhook.url).host}
        </Text>
      </Table.Th>
      <Table.Td visibleFrom="sm">{eventsText(webhook.events)}</Table.Td>
      <Table.Td>
        <WebhookState webhook={webhook} />
      </Table.Td>
      <Table.Td visibleFrom="md">
        {lastDeliveredAt === null ? text('webhooks.last.never') : momentText(lastDeliveredAt, style, Date.now())}
      </Table.Td>
      <Table.Td visibleFrom="md">{webhook.waiting}</Table.Td>
    </Table.Tr>
  );
}

function WebhooksTable({ webhooks }: { readonly webhooks: readonly Webhook[] }) {
  return (
    <ListTable
      label={text('settings.section.webhooks')}
      header={
        <>
          <Table.Th>{text('webhooks.name')}</Table.Th>
          <Table.Th visibleFrom="sm">{text('webhooks.events')}</Table.Th>
          <Table.Th>{text('webhooks.state')}</Table.Th>
          <Table.Th visibleFrom="md">{text('webhooks.last')}</Table.Th>
          <Table.Th visibleFrom="md">{text('webhooks.waiting')}</Table.Th>
        </>
      }
    >
      {webhooks.map((webhook) => (
        <WebhookRow key={webhook.id} webhook={webhook} />
      ))}
    </ListTable>
  );
}

export function WebhooksPage() {
  const query = useQuery(webhooksQuery);
  const [adding, setAdding] = useState(false);
  const [made, setMade] = useState<WebhookWithSecret | null>(null);
  const add = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
      {text('webhooks.new')}
    </Button>
  );
  const none = query.data?.items.length === 0;
  return (
    <SettingsFrame
      section="webhooks"
      title={text('settings.section.webhooks')}
      intro={text('webhooks.intro')}
      actions={none ? null : add}
    >
      <QueryState query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={text('webhooks.empty')} help={text('webhooks.empty.text')} action={add} />
          ) : (
            <Stack gap="sm">
              <WebhooksTable webhooks={items} />
              <TimesNote />
            </Stack>
          )
        }
      </QueryState>
      {adding ? <WebhookForm webhook={null} tag={null} onClose={() => setAdding(false)} onCreated={setMade} /> : null}
      {made === null ? null : <WebhookSecret made={made} onClose={() => setMade(null)} />}
    </SettingsFrame>
  );
}
