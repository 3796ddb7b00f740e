/** What was sent to one webhook, newest first: by state, with what became of each. State and the one looked at are in the address. */
import { Anchor, SegmentedControl, Stack, Table, Text, Title } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useSearchParams } from 'wouter';
import { type Delivery, deliveriesQuery, type DeliveryState as State, type Webhook } from '../../api/webhooks.ts';
import { plural, text } from '../../texts/texts.ts';
import { Empty } from '../../ui/failure.tsx';
import { ListState } from '../../ui/list-state.tsx';
import { ListTable } from '../../ui/list-table.tsx';
import { useTimeStyle } from '../../ui/session-context.ts';
import { momentText } from '../../ui/time.ts';
import { WebhookDelivery } from './webhook-delivery.tsx';
import { answerText, DeliveryState } from './webhook-state.tsx';

const states: readonly State[] = ['waiting', 'delivered', 'failed'];

function useAddress() {
  const [parameters, setParameters] = useSearchParams();
  const put = (name: string, value: string | null) =>
    setParameters((before) => {
      const after = new URLSearchParams(before);
      if (value === null) after.delete(name);
      else after.set(name, value);
      return after;
    });
  const asked = parameters.get('state');
  return {
    state: states.find((state) => state === asked) ?? null,
    delivery: parameters.get('delivery'),
    setState: (state: State | null) => put('state', state),
    setDelivery: (delivery: string | null) => put('delivery', delivery),
  };
}

function DeliveryRow({ delivery, onOpen }: { readonly delivery: Delivery; readonly onOpen: () => void }) {
  const style = useTimeStyle();
  const now = Date.now();
  const at = momentText(delivery.at, style, now);
  const { attempts, nextAttemptAt, lastStatus: status, lastError: error } = delivery;
  return (
    <Table.Tr>
      <Table.Th scope="row" fw="normal">
        <Anchor
          component="button"
          type="button"
          size="sm"
          fw={600}
          underline="always"
          ta="start"
          py={2}
          onClick={onOpen}
          aria-label={text('webhooks.delivery.open', { type: delivery.type, time: at })}
          style={{ overflowWrap: 'anywhere' }}
        >
          {delivery.type}
        </Anchor>
        <Text size="sm" c="dimmed" hiddenFrom="sm">
          {at}
        </Text>
      </Table.Th>
      <Table.Td visibleFrom="sm">{at}</Table.Td>
      <Table.Td>
        <DeliveryState state={delivery.state} />
      </Table.Td>
      <Table.Td visibleFrom="sm">
        {answerText({ status, error })}
        <Text size="xs" c="dimmed">
          {plural('webhooks.attempts', attempts)}
          {nextAttemptAt === null ? '' : `, ${text('webhooks.next', { time: momentText(nextAttemptAt, style, now) })}`}
        </Text>
      </Table.Td>
    </Table.Tr>
  );
}

function DeliveriesTable({
  deliveries,
  onOpen,
}: {
  readonly deliveries: readonly Delivery[];
  readonly onOpen: (id: string) => void;
}) {
  return (
    <ListTable
      label={text('webhooks.deliveries')}
      header={
        <>
          <Table.Th>{text('webhooks.delivery.type')}</Table.Th>
          <Table.Th visibleFrom="sm">{text('webhooks.delivery.at')}</Table.Th>
          <Table.Th>{text('webhooks.state')}</Table.Th>
          <Table.Th visibleFrom="sm">{text('webhooks.delivery.last')}</Table.Th>
        </>
      }
    >
      {deliveries.map((delivery) => (
        <DeliveryRow key={delivery.id} delivery={delivery} onOpen={() => onOpen(delivery.id)} />
      ))}
    </ListTable>
  );
}

export function WebhookDeliveries({ webhook }: { readonly webhook: Webhook }) {
  const { state, delivery, setState, setDelivery } = useAddress();
  const query = useInfiniteQuery({ ...deliveriesQuery(webhook.id, state), placeholderData: keepPreviousData });
  const empty =
    state === null ? (
      <Empty title={text('webhooks.deliveries.empty')} help={text('webhooks.deliveries.empty.text')} />
    ) : (
      <Empty title={text('webhooks.deliveries.none')} help={text('webhooks.deliveries.none.text')} />
    );
  return (
    <Stack component="section" aria-label={text('webhooks.deliveries')}>
      <Title order={2}>{text('webhooks.deliveries')}</Title>
      <Text c="dimmed" size="sm">
        {text('webhooks.deliveries.intro')}
      </Text>
      <SegmentedControl
        aria-label={text('webhooks.deliveries.filter')}
        value={state ?? 'all'}
        onChange={(value) => setState(states.find((one) => one === value) ?? null)}
        data={[
          { value: 'all', label: text('webhooks.deliveries.all') },
          ...states.map((one) => ({ value: one, label: text(`webhooks.delivery.${one}`) })),
        ]}
        w="fit-content"
        maw="100%"
        style={{ flexWrap: 'wrap' }}
      />
      <ListState query={query} empty={empty} summary={(count) => plural('webhooks.deliveries.shown', count)}>
        {(deliveries) => <DeliveriesTable deliveries={deliveries} onOpen={setDelivery} />}
      </ListState>
      {delivery === null ? null : <WebhookDelivery webhook={webhook} id={delivery} onClose={() => setDelivery(null)} />}
    </Stack>
  );
}
