/** A webhook's secret, shown once: whoever closes this dialog has taken it down. */
import { Alert, Button, Code, CopyButton, Group, Text, VisuallyHidden } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import type { WebhookWithSecret } from '../../api/webhooks.ts';
import { text } from '../../texts/texts.ts';
import { InfoDialog } from '../../ui/info-dialog.tsx';
import { useTimeStyle } from '../../ui/session-context.ts';
import { dateTimeText } from '../../ui/time.ts';

interface WebhookSecretProps {
  readonly made: WebhookWithSecret;
  readonly onClose: () => void;
}

export function WebhookSecret({ made: { webhook, secret }, onClose }: WebhookSecretProps) {
  const style = useTimeStyle();
  const until = webhook.previousSecretUntil;
  return (
    <InfoDialog
      title={text('webhooks.secret.title', { name: webhook.name })}
      done={text('webhooks.secret.done')}
      once
      size="lg"
      onClose={onClose}
    >
      <Alert color="yellow" role="note">
        {text('webhooks.secret.once')}
      </Alert>
      <Group gap="xs" wrap="nowrap" align="flex-start">
        <Code block fz="sm" flex={1} style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap', userSelect: 'all' }}>
          {secret}
        </Code>
        <CopyButton value={secret} timeout={3000}>
          {({ copied, copy }) => (
            <>
              <Button
                variant="default"
                onClick={copy}
                leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
              >
                {text('webhooks.secret.copy')}
              </Button>
              <VisuallyHidden role="status">{copied ? text('webhooks.secret.copied') : ''}</VisuallyHidden>
            </>
          )}
        </CopyButton>
      </Group>
      <Text size="sm">
        {until === null
          ? text('webhooks.secret.use')
          : text('webhooks.secret.previous', { time: dateTimeText(until, style) })}
      </Text>
    </InfoDialog>
  );
}
