/** Console → Settings → one webhook: what it is told of, how it fares, what can be done about it, and what was delivered. */
import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation, useParams } from 'wouter';
import {
  type Webhook,
  type WebhookWithSecret,
  webhookChange,
  webhookDelete,
  webhookQuery,
  webhookSecretReplace,
  webhooksFilter,
  webhookTest,
} from '../../api/webhooks.ts';
import { paths } from '../../paths.ts';
import { text } from '../../texts/texts.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Facts } from '../../ui/facts.tsx';
import { notifyDone, notifyFailure, notifyUndo } from '../../ui/notify.tsx';
import { Page } from '../../ui/page.tsx';
import { PageState } from '../../ui/query-state.tsx';
import { useTimeStyle } from '../../ui/session-context.ts';
import { dateTimeText } from '../../ui/time.ts';
import { TimesNote } from '../../ui/times-note.tsx';
import { WebhookDeliveries } from './webhook-deliveries.tsx';
import { eventsText } from './webhook-events.ts';
import { WebhookForm } from './webhook-form.tsx';
import { WebhookSecret } from './webhook-secret.tsx';
import { answerText, WebhookState } from './webhook-state.tsx';

const back = () => ({ href: paths.settingsWebhooks, label: text('settings.section.webhooks') });

type Asked = 'delete' | 'secret' | 'edit' | null;

function useActs(webhook: Webhook, onSecret: (made: WebhookWithSecret) => void) {
  const queryClient = useQueryClient();
  const [, navigate] = useLocation();
  const renew = () => queryClient.invalidateQueries(webhooksFilter);
  const test = useMutation({ mutationFn: () => webhookTest(webhook.id), onSettled: renew, onError: notifyFailure });
  const enable = useMutation({
    mutationFn: (enabled: boolean) => webhookChange(webhook.id, { enabled }, null),
    onSuccess: async ({ enabled }) => {
      const { name } = webhook;
      if (enabled) notifyDone(text('webhooks.enabled', { name }));
      else notifyUndo(text('webhooks.disabled', { name }), text('webhooks.disabled.text'), () => enable.mutate(true));
      await renew();
    },
    onError: notifyFailure,
  });
  const remove = useMutation({
    mutationFn: () => webhookDelete(webhook.id),
    onSuccess: async () => {
      notifyDone(text('webhooks.deleted', { name: webhook.name }));
      navigate(paths.settingsWebhooks);
      await renew();
    },
  });
  const secret = useMutation({
    mutationFn: () => webhookSecretReplace(webhook.id),
    onSuccess: (made) => {
      onSecret(made);
      return renew();
    },
  });
  return { test, enable, remove, secret };
}

/** What the test came to, until the page is left or another is sent. */
function TestResult({ test }: { readonly test: ReturnType<typeof useActs>['test'] }) {
  if (test.data === undefined || test.isPending) return null;
  const [attempt] = test.data.attemptLog;
  const arrived = test.data.state === 'delivered';
  return (
    <Alert color={arrived ? 'green' : 'red'} role="status">
      <Text fw={600}>{text(arrived ? 'webhooks.test.arrived' : 'webhooks.test.failed')}</Text>
      {attempt === undefined ? null : (
        <Text size="sm">
          {text('webhooks.test.result', { answer: answerText(attempt), duration: attempt.durationMs })}
        </Text>
      )}
    </Alert>
  );
}

function Dialogs({
  asked,
  tagged,
  acts,
  onClose,
}: {
  readonly asked: Asked;
  readonly tagged: { readonly webhook: Webhook; readonly tag: string | null };
  readonly acts: ReturnType<typeof useActs>;
  readonly onClose: () => void;
}) {
  const { webhook, tag } = tagged;
  const { name } = webhook;
  return (
    <>
      <ConfirmDialog
        opened={asked === 'delete'}
        question={text('webhooks.delete.question', { name })}
        consequence={text('webhooks.delete.text')}
        act={text('webhooks.delete')}
        pending={acts.remove.isPending}
        error={acts.remove.error}
        onConfirm={() => acts.remove.mutate()}
        onClose={onClose}
      />
      <ConfirmDialog
        opened={asked === 'secret'}
        question={text('webhooks.secret.question', { name })}
        consequence={text('webhooks.secret.text')}
        act={text('webhooks.secret.replace')}
        pending={acts.secret.isPending}
        error={acts.secret.error}
        onConfirm={() => acts.secret.mutate()}
        onClose={onClose}
      />
      {asked === 'edit' ? <WebhookForm webhook={webhook} tag={tag} onClose={onClose} /> : null}
    </>
  );
}

function WebhookFacts({ webhook }: { readonly webhook: Webhook }) {
  const style = useTimeStyle();
  const { lastDeliveredAt, previousSecretUntil } = webhook;
  const facts = [
    { label: text('webhooks.state'), value: <WebhookState webhook={webhook} /> },
    { label: text('webhooks.url'), value: webhook.url },
    {
      label: text('webhooks.events'),
      value: webhook.events.length > 2 ? webhook.events.join(', ') : eventsText(webhook.events),
    },
    {
      label: text('webhooks.last'),
      value: lastDeliveredAt === null ? text('webhooks.last.never') : dateTimeText(lastDeliveredAt, style),
    },
    { label: text('webhooks.waiting'), value: webhook.waiting },
    {
      label: text('webhooks.created'),
      value: text('webhooks.created.by', { time: dateTimeText(webhook.createdAt, style), name: webhook.createdBy }),
    },
    ...(previousSecretUntil === null
      ? []
      : [
          {
            label: text('webhooks.secret'),
            value: text('webhooks.secret.both', { time: dateTimeText(previousSecretUntil, style) }),
          },
        ]),
  ];
  return <Facts facts={facts} />;
}

function WebhookContent({ webhook, tag }: { readonly webhook: Webhook; readonly tag: string | null }) {
  const [asked, setAsked] = useState<Asked>(null);
  const [made, setMade] = useState<WebhookWithSecret | null>(null);
  const acts = useActs(webhook, (one) => {
    setAsked(null);
    setMade(one);
  });
  const { enabled } = webhook;
  return (
    <Page title={webhook.name} back={back()} width="wide">
      <Stack gap="lg">
        <WebhookFacts webhook={webhook} />
        <Group gap="sm">
          <Button loading={acts.test.isPending} onClick={() => acts.test.mutate()}>
            {text('webhooks.test')}
          </Button>
          <Button variant="default" onClick={() => setAsked('edit')}>
            {text('webhooks.edit')}
          </Button>
          <Button variant="default" loading={acts.enable.isPending} onClick={() => acts.enable.mutate(!enabled)}>
            {text(enabled ? 'webhooks.disable' : 'webhooks.enable')}
          </Button>
          <Button variant="default" onClick={() => setAsked('secret')}>
            {text('webhooks.secret.replace')}
          </Button>
          <Button variant="default" onClick={() => setAsked('delete')}>
            {text('webhooks.delete')}
          </Button>
        </Group>
        <TestResult test={acts.test} />
        <WebhookDeliveries webhook={webhook} />
        <TimesNote />
      </Stack>
      <Dialogs asked={asked} tagged={{ webhook, tag }} acts={acts} onClose={() => setAsked(null)} />
      {made === null ? null : <WebhookSecret made={made} onClose={() => setMade(null)} />}
    </Page>
  );
}

export function WebhookPage() {
  const { id = '' } = useParams();
  const query = useQuery(webhookQuery(id));
  return (
    <PageState query={query} frame={{ title: text('settings.section.webhooks'), back: back() }}>
      {({ answer, tag }) => <WebhookContent webhook={answer} tag={tag} />}
    </PageState>
  );
}
