/** How a webhook fares, and how a delivery does: in words, with a badge where somebody should look. */
import { Badge, Group, Text } from '@mantine/core';
import type { Delivery, Webhook } from '../../api/webhooks.ts';
import { text } from '../../texts/texts.ts';
import { useTimeStyle } from '../../ui/session-context.ts';
import { momentText } from '../../ui/time.ts';

export function WebhookState({ webhook }: { readonly webhook: Webhook }) {
  const style = useTimeStyle();
  const { enabled, disabledReason, failingSince } = webhook;
  if (enabled && failingSince === null) {
    return (
      <Text size="sm" span>
        {text('webhooks.state.enabled')}
      </Text>
    );
  }
  return (
    <Group gap={4} component="span">
      {enabled ? null : (
        <Badge component="span" variant="light" color={disabledReason === 'administrator' ? 'gray' : 'red'}>
          {text('webhooks.state.disabled')}
        </Badge>
      )}
      {disabledReason === 'gone' || disabledReason === 'failing' ? (
        <Text size="sm" span>
          {text(`webhooks.state.${disabledReason}`)}
        </Text>
      ) : null}
      {enabled && failingSince !== null ? (
        <Badge component="span" variant="light" color="orange" tt="none">
          {text('webhooks.state.failingSince', { time: momentText(failingSince, style, Date.now()) })}
        </Badge>
      ) : null}
    </Group>
  );
}

const colors = { waiting: 'orange', delivered: 'green', failed: 'red' } as const;

export function DeliveryState({ state }: { readonly state: Delivery['state'] }) {
  return (
    <Badge component="span" variant="light" color={colors[state]}>
      {text(`webhooks.delivery.${state}`)}
    </Badge>
  );
}

/** What the last attempt came to, in a few words. */
export function answerText({
  status,
  error,
}: {
  readonly status: number | null;
  readonly error: string | null;
}): string {
  if (status !== null) return text('webhooks.answered', { status });
  switch (error) {
    case 'name_not_found':
    case 'address_refused':
    case 'url_refused':
    case 'connection_failed':
    case 'certificate_refused':
    case 'timed_out':
    case 'unreadable':
    case 'secret_unreadable':
      return text(`webhooks.error.${error}`);
    default:
      return '–';
  }
}
