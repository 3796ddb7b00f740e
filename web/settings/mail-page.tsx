/** Console → Settings → Mail: where mails come from, a test, and what could not be delivered. */
import { Alert, Button, Group, Paper, Stack, Table, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { MailOverview } from '../../server/settings/settings.ts';
import { type MailState, mailQuery, mailStateQuery, mailTest } from '../api/settings.ts';
import { text, textOr } from '../texts/texts.ts';
import { Facts } from '../ui/facts.tsx';
import { Empty, FormFailure } from '../ui/failure.tsx';
import { ListTable } from '../ui/list-table.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { usePermitted, useSession, useTimeStyle } from '../ui/session-context.ts';
import { dateTimeText, timeText, timeZoneText } from '../ui/time.ts';
import { SettingsFrame } from './settings-frame.tsx';
import { sectionName } from './settings-sections.ts';

function stateText({ status, at, reason }: MailState, style: ReturnType<typeof useTimeStyle>): string {
  if (status === 'sent') return text('mail.test.sent', { time: timeText(at, style) });
  if (status === 'failed') return text('mail.test.failed', { reason: reason ?? '–' });
  if (status === 'expired') return text('mail.test.expired');
  return reason === null ? text('mail.test.queued') : text('mail.test.trying', { reason });
}

/** How the mail fares, as it goes on. */
function TestState({ id }: { readonly id: string }) {
  const style = useTimeStyle();
  const query = useQuery(mailStateQuery(id));
  const state = query.data ?? { status: 'queued', at: '', reason: null };
  return (
    <Alert role="status" color={state.status === 'failed' ? 'red' : 'gray'} variant="outline" maw={680}>
      {stateText(state, style)}
    </Alert>
  );
}

function TestMail() {
  const { email } = useSession().user;
  const permitted = usePermitted('settings:update');
  const queryClient = useQueryClient();
  const send = useMutation({
    mutationFn: mailTest,
    onSuccess: () => queryClient.invalidateQueries({ ...mailQuery, exact: true }),
  });
  if (!permitted) return null;
  return (
    <Stack align="flex-start" gap="sm">
      <FormFailure error={send.error} />
      <Group gap="sm">
        <Button loading={send.isPending} disabled={email === null} onClick={() => send.mutate()}>
          {text('mail.test')}
        </Button>
        <Text size="sm" c="dimmed">
          {email === null ? text('mail.test.none') : text('mail.test.to', { email })}
        </Text>
      </Group>
      {send.data === undefined ? null : <TestState key={send.data.id} id={send.data.id} />}
    </Stack>
  );
}

function Failures({ failures }: Pick<MailOverview, 'failures'>) {
  const style = useTimeStyle();
  if (failures.length === 0)
    return (
      <Paper withBorder>
        <Empty title={text('mail.failures.none')} help={text('mail.failures.none.text')} />
      </Paper>
    );
  return (
    <ListTable
      label={text('mail.failures')}
      header={
        <>
          <Table.Th w={{ base: 110, sm: 200 }}>{text('mail.failures.when')}</Table.Th>
          <Table.Th>{text('mail.failures.what')}</Table.Th>
        </>
      }
    >
      {failures.map(({ id, at, template, recipient, reason }) => (
        <Table.Tr key={id}>
          <Table.Th scope="row" fw="normal" style={{ verticalAlign: 'top' }}>
            {dateTimeText(at, style)}
          </Table.Th>
          <Table.Td style={{ overflowWrap: 'anywhere' }}>
            {recipient} · {textOr(`mailKind.${template}`, template)}
            <Text size="sm" c="dimmed">
              {reason ?? '–'}
            </Text>
          </Table.Td>
        </Table.Tr>
      ))}
    </ListTable>
  );
}

export function MailSettingsPage() {
  const query = useQuery(mailQuery);
  const { timeZone } = useTimeStyle();
  return (
    <SettingsFrame section="mail" title={sectionName('mail')} intro={text('mail.intro')}>
      <QueryState query={query}>
        {({ from, delivered, failures }) => (
          <Stack gap="lg">
            <Paper withBorder p={{ base: 'md', xs: 'lg' }}>
              <Stack>
                <Title order={2}>{text('mail.sending')}</Title>
                <Facts facts={[{ label: text('mail.from'), value: from }]} />
                <Text size="sm" c="dimmed">
                  {text('mail.from.hint')}
                </Text>
                {delivered ? null : (
                  <Alert color="orange" maw={680}>
                    {text('mail.captured')}
                  </Alert>
                )}
                <TestMail />
              </Stack>
            </Paper>
            <div>
              <Title order={2}>{text('mail.failures')}</Title>
              <Text size="sm" c="dimmed">
                {text('mail.failures.hint', { timeZone: timeZoneText(timeZone) })}
              </Text>
            </div>
            <Failures failures={failures} />
          </Stack>
        )}
      </QueryState>
    </SettingsFrame>
  );
}
