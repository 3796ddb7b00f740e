/** The operators' view of the installation: is it well, which processes run, how much of what there is, jobs and mails. */
import { Badge, Button, Group, Paper, Select, Stack, Table, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useId, useState } from 'react';
import {
  type Installation,
  installationFilter,
  installationQuery,
  type Job,
  jobRetry,
  jobsQuery,
  mailsQuery,
  type WaitingMail,
} from '../api/installation.ts';
import { plural, text } from '../texts/texts.ts';
import { Facts } from '../ui/facts.tsx';
import { Empty } from '../ui/failure.tsx';
import { ListState } from '../ui/list-state.tsx';
import { ListTable } from '../ui/list-table.tsx';
import { notifyDone, notifyFailure } from '../ui/notify.tsx';
import { Page } from '../ui/page.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { useTimeStyle } from '../ui/session-context.ts';
import { dateTimeText } from '../ui/time.ts';

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const id = useId();
  return (
    <Stack component="section" gap="sm" aria-labelledby={id}>
      <Title order={2} size="h3" id={id}>
        {title}
      </Title>
      {children}
    </Stack>
  );
}

function Totals({ installation: { totals, version, node } }: { readonly installation: Installation }) {
  const number = new Intl.NumberFormat(useTimeStyle().locale);
  const suspended = totals.suspended === 0 ? '' : ` (${plural('installation.suspended', totals.suspended)})`;
  return (
    <Paper withBorder p="md">
      <Facts
        facts={[
          { label: text('installation.version'), value: `Usher ${version} · Node ${node}` },
          { label: text('organizations.title'), value: `${number.format(totals.organizations)}${suspended}` },
          { label: text('organization.users'), value: number.format(totals.users) },
          {
            label: text('installation.seats'),
            value: text('installation.seats.of', {
              inUse: number.format(totals.seatsInUse),
              seats: number.format(totals.seats),
            }),
          },
          { label: text('installation.tabs'), value: number.format(totals.tabs) },
        ]}
      />
    </Paper>
  );
}

function Findings({ installation: { findings } }: { readonly installation: Installation }) {
  const ordered = findings.toSorted((one, other) => Number(one.ok) - Number(other.ok));
  return (
    <Paper withBorder p="md">
      <Stack component="ul" gap="xs" p={0} m={0} style={{ listStyle: 'none' }}>
        {ordered.map(({ check, ok, sentence }) => (
          <Group component="li" key={check} gap="xs" wrap="nowrap" align="flex-start">
            {ok ? (
              <IconCircleCheck
                style={{ flex: 'none' }}
                size={18}
                color="var(--mantine-color-teal-text)"
                role="img"
                aria-label={text('installation.finding.well')}
              />
            ) : (
              <IconAlertTriangle
                style={{ flex: 'none' }}
                size={18}
                color="var(--mantine-color-orange-text)"
                role="img"
                aria-label={text('installation.finding.ill')}
              />
            )}
            <Text size="sm" fw={ok ? undefined : 600} lang="en" style={{ overflowWrap: 'anywhere' }}>
              {sentence}
            </Text>
          </Group>
        ))}
      </Stack>
    </Paper>
  );
}

function Processes({ installation: { processes } }: { readonly installation: Installation }) {
  const style = useTimeStyle();
  return (
    <ListTable
      label={text('installation.processes')}
      header={
        <>
          <Table.Th>{text('installation.process.started')}</Table.Th>
          <Table.Th>{text('installation.process.beat')}</Table.Th>
          <Table.Th ta="end">{text('installation.tabs')}</Table.Th>
        </>
      }
    >
      {processes.map(({ id, startedAt, beatAt, tabs }) => (
        <Table.Tr key={id}>
          <Table.Th scope="row" fw="normal">
            {dateTimeText(startedAt, style)}
          </Table.Th>
          <Table.Td>{dateTimeText(beatAt, style)}</Table.Td>
          <Table.Td ta="end">{tabs}</Table.Td>
        </Table.Tr>
      ))}
    </ListTable>
  );
}

function JobRow({ job }: { readonly job: Job }) {
  const style = useTimeStyle();
  const queryClient = useQueryClient();
  const retry = useMutation({
    mutationFn: () => jobRetry(job.id),
    onSuccess: () => notifyDone(text('installation.job.retried', { task: job.task })),
    onError: notifyFailure,
    onSettled: () => queryClient.invalidateQueries(installationFilter),
  });
  return (
    <Table.Tr>
      <Table.Th scope="row" fw="normal" style={{ overflowWrap: 'anywhere' }}>
        {job.task}
        <Text size="xs" c="dimmed">
          {text('installation.job.attempts', { attempts: job.attempts, max: job.attemptsMax })}
        </Text>
      </Table.Th>
      <Table.Td>
        <Badge variant="light" color={job.state === 'failed' ? 'red' : 'gray'}>
          {text(`installation.job.${job.state}`)}
        </Badge>
        {job.lastError === null ? null : (
          <Text size="xs" style={{ overflowWrap: 'anywhere' }}>
            {job.lastError}
          </Text>
        )}
      </Table.Td>
      <Table.Td visibleFrom="sm">{dateTimeText(job.runAt, style)}</Table.Td>
      <Table.Td ta="end">
        {job.state === 'running' ? null : (
          <Button
            size="xs"
            variant="default"
            loading={retry.isPending}
            aria-label={text('installation.job.retry.of', { task: job.task })}
            onClick={() => retry.mutate()}
          >
            {text('installation.job.retry')}
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

const all = 'all';

function Jobs() {
  const [state, setState] = useState<Job['state'] | typeof all>('failed');
  const query = useInfiniteQuery(jobsQuery(state === all ? null : state));
  const states = ['failed', 'waiting', 'running', all] as const;
  return (
    <>
      <Select
        maw={240}
        label={text('installation.jobs.shown')}
        value={state}
        onChange={(value) => setState(states.find((one) => one === value) ?? all)}
        data={states.map((value) => ({ value, label: text(`installation.job.${value}`) }))}
        allowDeselect={false}
      />
      <ListState
        query={query}
        empty={<Empty title={text('installation.jobs.none')} help={text('installation.jobs.none.text')} />}
        summary={(count) => plural('installation.jobs.found', count)}
      >
        {(jobs) => (
          <ListTable
            label={text('installation.jobs')}
            header={
              <>
                <Table.Th>{text('installation.job.task')}</Table.Th>
                <Table.Th>{text('organization.status')}</Table.Th>
                <Table.Th visibleFrom="sm">{text('installation.job.runAt')}</Table.Th>
                <Table.Td />
              </>
            }
          >
            {jobs.map((job) => (
              <JobRow key={job.id} job={job} />
            ))}
          </ListTable>
        )}
      </ListState>
    </>
  );
}

function MailRow({ mail }: { readonly mail: WaitingMail }) {
  const style = useTimeStyle();
  return (
    <Table.Tr>
      <Table.Th scope="row" fw="normal" style={{ overflowWrap: 'anywhere' }}>
        {mail.organization}
        <Text size="xs" c="dimmed">
          {mail.recipient}
        </Text>
      </Table.Th>
      <Table.Td visibleFrom="sm">{mail.template}</Table.Td>
      <Table.Td>
        <Badge variant="light" color={mail.status === 'failed' ? 'red' : 'gray'}>
          {text(`installation.mail.${mail.status}`)}
        </Badge>
        {mail.lastError === null ? null : (
          <Text size="xs" style={{ overflowWrap: 'anywhere' }}>
            {mail.lastError}
          </Text>
        )}
      </Table.Td>
      <Table.Td visibleFrom="sm">{dateTimeText(mail.createdAt, style)}</Table.Td>
    </Table.Tr>
  );
}

function Mails() {
  const query = useInfiniteQuery(mailsQuery(null));
  return (
    <ListState
      query={query}
      empty={<Empty title={text('installation.mails.none')} help={text('installation.mails.none.text')} />}
      summary={(count) => plural('installation.mails.found', count)}
    >
      {(mails) => (
        <ListTable
          label={text('installation.mails')}
          header={
            <>
              <Table.Th>{text('installation.mail.to')}</Table.Th>
              <Table.Th visibleFrom="sm">{text('installation.mail.template')}</Table.Th>
              <Table.Th>{text('organization.status')}</Table.Th>
              <Table.Th visibleFrom="sm">{text('installation.mail.created')}</Table.Th>
            </>
          }
        >
          {mails.map((mail) => (
            <MailRow key={mail.id} mail={mail} />
          ))}
        </ListTable>
      )}
    </ListState>
  );
}

export function InstallationPage() {
  const query = useQuery(installationQuery);
  return (
    <Page title={text('installation.title')} intro={text('installation.intro')} width="wide">
      <QueryState query={query}>
        {(installation) => (
          <Stack gap="lg">
            <Totals installation={installation} />
            <Section title={text('installation.findings')}>
              <Findings installation={installation} />
            </Section>
            <Section title={text('installation.processes')}>
              <Processes installation={installation} />
            </Section>
          </Stack>
        )}
      </QueryState>
      <Section title={text('installation.jobs')}>
        <Jobs />
      </Section>
      <Section title={text('installation.mails')}>
        <Mails />
      </Section>
    </Page>
  );
}
