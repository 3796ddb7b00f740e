/** All that the audit log knows of one entry, and the ways on: the person, the reason why they could not log in, what has the same. */
import { Anchor, Button, Code, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { AuditEvent, AuditParty } from '../../api/audit.ts';
import { paths, personPath } from '../../paths.ts';
import { text } from '../../texts/texts.ts';
import { DialogFrame } from '../../ui/dialog-frame.tsx';
import { type Fact, Facts } from '../../ui/facts.tsx';
import { usePermittedFor, useTimeStyle } from '../../ui/session-context.ts';
import { preciseTimeText } from '../../ui/time.ts';
import { AuditOutcome } from './audit-outcome.tsx';
import { actorName, sentenceOf, targetName } from './audit-sentence.ts';

interface LinkedProps {
  readonly party: AuditParty;
  readonly name: string;
  readonly onClose: () => void;
}

/** The name of a person leads to their page, for who may open it. */
function Linked({ party, name, onClose }: LinkedProps) {
  const mayRead = usePermittedFor('read');
  if (party.kind !== 'user' || party.id === null || !mayRead) return name;
  return (
    <Anchor component={Link} href={personPath(party.id, 'overview')} underline="always" onClick={onClose}>
      {name}
    </Anchor>
  );
}

/** A value, and everything that has the same. */
function Same({
  name,
  value,
  onClose,
}: {
  readonly name: string;
  readonly value: string;
  readonly onClose: () => void;
}) {
  const query = new URLSearchParams({ [name]: value });
  return (
    <Group gap="xs">
      <Code style={{ overflowWrap: 'anywhere', whiteSpace: 'normal' }}>{value}</Code>
      <Anchor component={Link} href={`${paths.audit}?${query}`} size="sm" underline="always" onClick={onClose}>
        {text('audit.details.same')}
      </Anchor>
    </Group>
  );
}

function WhyNot({ event, onClose }: { readonly event: AuditEvent; readonly onClose: () => void }) {
  const may = usePermittedFor('credentials:read');
  const { action, outcome, target } = event;
  const atSignIn = action === 'session.start' || action.startsWith('sign_in.');
  if (!may || outcome !== 'refused' || !atSignIn || target?.kind !== 'user' || target.id === null) return null;
  return (
    <Button component={Link} href={personPath(target.id, 'sign-in')} onClick={onClose} w="fit-content">
      {text('audit.details.why')}
    </Button>
  );
}

function factsOf(event: AuditEvent, onClose: () => void): Fact[] {
  const { actor, target, address, browser, reference, reason, action, completes, details } = event;
  const facts: (readonly [string, ReactNode] | null)[] = [
    [text('audit.outcome'), <AuditOutcome key="outcome" event={event} />],
    [text('audit.details.actor'), <Linked key="actor" party={actor} name={actorName(actor)} onClose={onClose} />],
    target && [
      text('audit.details.target'),
      <Linked key="target" party={target} name={targetName(event)} onClose={onClose} />,
    ],
    [text('audit.details.action'), <Same key="action" name="action" value={action} onClose={onClose} />],
    reason === null
      ? null
      : [text('audit.reason'), <Same key="reason" name="reason" value={reason} onClose={onClose} />],
    address === null
      ? null
      : [text('audit.address'), <Same key="address" name="address" value={address} onClose={onClose} />],
    browser === null ? null : [text('audit.details.browser'), browser],
    reference === null
      ? null
      : [text('audit.reference'), <Same key="reference" name="reference" value={reference} onClose={onClose} />],
    completes === null ? null : [text('audit.details.begun'), <Code key="completes">{completes}</Code>],
    Object.keys(details).length === 0
      ? null
      : [
          text('audit.details.more'),
          <Code key="details" block style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
            {JSON.stringify(details, null, 2)}
          </Code>,
        ],
  ];
  return facts.flatMap((fact) => (fact === null ? [] : [{ label: fact[0], value: fact[1] }]));
}

interface AuditDetailsProps {
  readonly event: AuditEvent;
  readonly opened: boolean;
  readonly onClose: () => void;
}

export function AuditDetails({ event, opened, onClose }: AuditDetailsProps) {
  const style = useTimeStyle();
  return (
    <DialogFrame
      opened={opened}
      title={text('audit.details', { time: preciseTimeText(event.at, style) })}
      onClose={onClose}
      size="lg"
      centered={false}
    >
      <Stack>
        <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
          {sentenceOf(event)}
        </Text>
        {event.outcome === 'begun' && event.completedBy === null ? (
          <Text size="sm">{text('audit.details.unfinished')}</Text>
        ) : null}
        <WhyNot event={event} onClose={onClose} />
        <Facts facts={factsOf(event, onClose)} />
      </Stack>
    </DialogFrame>
  );
}
