/** Console → one person → "Why can't they log in?": every rule as it stands now, what mends it, the last attempts (M8). */
import { Alert, Badge, Button, Group, Paper, Stack, Table, Text, Title } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleX,
  IconInfoCircle,
  IconRefresh,
  type TablerIcon,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import {
  type Attempt,
  type CheckedRule,
  type RuleState,
  type SignInCheck,
  signInCheckQuery,
} from '../../api/sign-in-check.ts';
import type { User } from '../../api/users.ts';
import { plural, text, textOr } from '../../texts/texts.ts';
import { ListTable } from '../../ui/list-table.tsx';
import { QueryState } from '../../ui/query-state.tsx';
import { useTimeStyle } from '../../ui/session-context.ts';
import { dateTimeText, timeZoneText } from '../../ui/time.ts';
import { personName } from '../person/person-name.ts';
import { Mend } from './sign-in-check-mend.tsx';
import { ruleText } from './sign-in-check-text.ts';

interface PersonProps {
  readonly user: User;
}

const marks: Readonly<Record<RuleState, { readonly icon: TablerIcon; readonly color: string }>> = {
  fine: { icon: IconCircleCheck, color: 'teal' },
  asks: { icon: IconInfoCircle, color: 'blue' },
  warns: { icon: IconAlertTriangle, color: 'orange' },
  refuses: { icon: IconCircleX, color: 'red' },
};

function Verdict({ user, check }: PersonProps & { readonly check: SignInCheck }) {
  const name = personName(user);
  const style = useTimeStyle();
  const { refusal, asks, at } = check;
  const state: RuleState = refusal !== null ? 'refuses' : asks.length > 0 ? 'asks' : 'fine';
  const { icon: Icon, color } = marks[state];
  const steps = asks.map((step) => textOr(`check.step.${step}`, step)).join(', ');
  return (
    <Alert color={color} icon={<Icon aria-hidden />} title={text(`check.verdict.${state}`, { name })} role="status">
      <Text size="sm">
        {refusal === null ? null : `${text('check.told', { message: textOr(`refusal.${refusal}`, refusal) })} `}
        {asks.length === 0 ? null : `${text('check.asked', { steps })} `}
        {text('check.at', { time: dateTimeText(at, style), timeZone: timeZoneText(style.timeZone) })}
      </Text>
    </Alert>
  );
}

function RuleRow({ user, rule }: PersonProps & { readonly rule: CheckedRule }) {
  const style = useTimeStyle();
  const { icon: Icon, color } = marks[rule.state];
  return (
    <Paper component="li" withBorder p="sm">
      <Group wrap="nowrap" align="flex-start" gap="sm">
        <Icon
          size={20}
          color={`var(--mantine-color-${color}-text)`}
          role="img"
          aria-label={text(`check.state.${rule.state}`)}
        />
        <Stack gap={4} flex={1} miw={0}>
          <Text fw={600}>{textOr(`check.rule.${rule.rule}`, rule.rule)}</Text>
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            {ruleText(rule, style)}
          </Text>
          {rule.remedies.length === 0 ? null : (
            <Group gap="xs" mt={4}>
              {rule.remedies.map(({ act, permitted }) => (
                <Mend key={act} user={user} act={act} permitted={permitted} />
              ))}
            </Group>
          )}
        </Stack>
      </Group>
    </Paper>
  );
}

/** What stands in the way first; the order is that of a sign-in otherwise. */
const urgency: readonly RuleState[] = ['refuses', 'warns', 'asks', 'fine'];

function Rules({ user, rules }: PersonProps & { readonly rules: readonly CheckedRule[] }) {
  const ordered = rules.toSorted((one, other) => urgency.indexOf(one.state) - urgency.indexOf(other.state));
  return (
    <Stack component="ul" gap="xs" p={0} m={0} style={{ listStyle: 'none' }} aria-label={text('check.rules')}>
      {ordered.map((rule) => (
        <RuleRow key={rule.rule} user={user} rule={rule} />
      ))}
    </Stack>
  );
}

function AttemptRow({ attempt }: { readonly attempt: Attempt }) {
  const style = useTimeStyle();
  const { at, outcome, reason, address, browser } = attempt;
  return (
    <Table.Tr>
      <Table.Th scope="row" fw="normal">
        {dateTimeText(at, style)}
      </Table.Th>
      <Table.Td>
        {outcome === 'done' ? (
          <Badge variant="light" color="teal">
            {text('check.attempt.done')}
          </Badge>
        ) : (
          textOr(`refusal.${reason ?? ''}`, reason ?? text('check.attempt.failed'))
        )}
      </Table.Td>
      <Table.Td visibleFrom="sm">{browser ?? '–'}</Table.Td>
      <Table.Td visibleFrom="sm">{address ?? '–'}</Table.Td>
    </Table.Tr>
  );
}

function Attempts({ attempts }: { readonly attempts: readonly Attempt[] }) {
  return (
    <Stack gap="xs">
      <Title order={2} size="h4">
        {text('check.attempts')}
      </Title>
      {attempts.length === 0 ? (
        <Text c="dimmed">{text('check.attempts.none')}</Text>
      ) : (
        <>
          <ListTable
            label={text('check.attempts')}
            header={
              <>
                <Table.Th>{text('check.attempt.at')}</Table.Th>
                <Table.Th>{text('check.attempt.outcome')}</Table.Th>
                <Table.Th visibleFrom="sm">{text('check.attempt.browser')}</Table.Th>
                <Table.Th visibleFrom="sm">{text('check.attempt.address')}</Table.Th>
              </>
            }
          >
            {attempts.map((attempt) => (
              <AttemptRow key={attempt.id} attempt={attempt} />
            ))}
          </ListTable>
          <Text size="sm" c="dimmed">
            {plural('check.attempts.shown', attempts.length)}
          </Text>
        </>
      )}
    </Stack>
  );
}

export function PersonSignInCheck({ user }: PersonProps) {
  const query = useQuery(signInCheckQuery(user.id));
  return (
    <QueryState query={query}>
      {(check) => (
        <Stack>
          <Group align="flex-start">
            <Stack flex={1} miw={240}>
              <Verdict user={user} check={check} />
            </Stack>
            <Button
              variant="default"
              leftSection={<IconRefresh size={16} aria-hidden />}
              loading={query.isFetching}
              onClick={() => query.refetch()}
            >
              {text('check.again')}
            </Button>
          </Group>
          <Rules user={user} rules={check.rules} />
          <Attempts attempts={check.attempts} />
        </Stack>
      )}
    </QueryState>
  );
}
