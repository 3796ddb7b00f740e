/** One delivery in a dialog: what was sent, each attempt with what was answered, and sending it once more. */
import { Button, Code, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import {
  type DeliveryDetails,
  deliveryQuery,
  deliveryReplay,
  type Webhook,
  webhooksFilter,
} from '../../api/webhooks.ts';
import { text } from '../../texts/texts.ts';
import { FormFailure } from '../../ui/failure.tsx';
import { InfoDialog } from '../../ui/info-dialog.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { QueryState } from '../../ui/query-state.tsx';
import { useTimeStyle } from '../../ui/session-context.ts';
import { dateTimeText, momentText } from '../../ui/time.ts';
import { answerText, DeliveryState } from './webhook-state.tsx';

/** As it was sent, but with line breaks where JSON allows them. */
function readable(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

function Attempts({ log }: { readonly log: DeliveryDetails['attemptLog'] }) {
  const style = useTimeStyle();
  if (log.length === 0) return <Text size="sm">{text('webhooks.delivery.untried')}</Text>;
  return (
    <Stack gap="xs" component="ol" p={0} m={0} style={{ listStyle: 'none' }}>
      {log.toReversed().map((attempt) => (
        <Paper key={attempt.number} component="li" withBorder p="sm">
          <Group justify="space-between" gap="xs">
            <Text size="sm" fw={600}>
              {`${attempt.number}. ${answerText(attempt)}`}
            </Text>
            <Text size="sm" c="dimmed">
              {`${dateTimeText(attempt.at, style)}, ${attempt.durationMs} ms`}
            </Text>
          </Group>
          {attempt.answer === null || attempt.answer === '' ? null : (
            <Code
              block
              mt="xs"
              mah={160}
              style={{ overflow: 'auto', overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}
              tabIndex={0}
            >
              {attempt.answer}
            </Code>
          )}
        </Paper>
      ))}
    </Stack>
  );
}

function Details({ delivery }: { readonly delivery: DeliveryDetails }) {
  const style = useTimeStyle();
  const { nextAttemptAt } = delivery;
  return (
    <Stack>
      <Group gap="xs">
        <DeliveryState state={delivery.state} />
        <Text size="sm">{dateTimeText(delivery.at, style)}</Text>
        {nextAttemptAt === null ? null : (
          <Text size="sm" c="dimmed">
            {text('webhooks.next', { time: momentText(nextAttemptAt, style, Date.now()) })}
          </Text>
        )}
      </Group>
      <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        webhook-id: {delivery.id}
      </Text>
      <Title order={3} size="h5">
        {text('webhooks.delivery.attempts')}
      </Title>
      <Attempts log={delivery.attemptLog} />
      <Title order={3} size="h5">
        {text('webhooks.delivery.body')}
      </Title>
      <Code block mah={280} style={{ overflow: 'auto', overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }} tabIndex={0}>
        {readable(delivery.body)}
      </Code>
    </Stack>
  );
}

interface WebhookDeliveryProps {
  readonly webhook: Webhook;
  readonly id: string;
  readonly onClose: () => void;
}

export function WebhookDelivery({ webhook, id, onClose }: WebhookDeliveryProps) {
  const queryClient = useQueryClient();
  const query = useQuery(deliveryQuery(webhook.id, id));
  const replay = useMutation({
    mutationFn: () => deliveryReplay(webhook.id, id),
    onSuccess: async () => {
      notifyDone(text('webhooks.replayed'), webhook.enabled ? undefined : text('webhooks.replay.disabled'));
      await queryClient.invalidateQueries(webhooksFilter);
    },
  });
  const { data: delivery } = query;
  return (
    <InfoDialog
      title={delivery?.type ?? text('webhooks.delivery.type')}
      size="lg"
      onClose={onClose}
      actions={
        delivery === undefined ? null : (
          <Button variant="default" loading={replay.isPending} onClick={() => replay.mutate()}>
            {text('webhooks.replay')}
          </Button>
        )
      }
    >
      <FormFailure error={replay.error} />
      <QueryState query={query}>{(found) => <Details delivery={found} />}</QueryState>
    </InfoDialog>
  );
}
