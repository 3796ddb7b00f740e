/** Console → Connected (L5): who is there now, kept up to date by this page's stream; one page of rows at a time. */
import { Button, Group, Select, Skeleton, Stack, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'wouter';
import { type ConnectedPerson, connectedQuery } from '../../api/connections.ts';
import { teamsQuery } from '../../api/teams.ts';
import { useLive } from '../../connection/live-provider.tsx';
import { plural, text } from '../../texts/texts.ts';
import { Empty, LoadFailure } from '../../ui/failure.tsx';
import { Page } from '../../ui/page.tsx';
import { SearchField, useSearch } from '../../ui/search-field.tsx';
import { useTimeStyle } from '../../ui/session-context.ts';
import { timeZoneText } from '../../ui/time.ts';
import { type Asked, ConnectedDialog } from './connected-dialogs.tsx';
import { ConnectedTable } from './connected-table.tsx';
import { SeatsInUse } from './seats-in-use.tsx';

/** A parameter of the address; another choice begins at the first page again. */
function useParameter(name: string): [string, (value: string | null) => void] {
  const [parameters, setParameters] = useSearchParams();
  const set = (value: string | null) =>
    setParameters((before) => {
      const after = new URLSearchParams(before);
      if (name !== 'cursor') after.delete('cursor');
      if (value === null || value === '') after.delete(name);
      else after.set(name, value);
      return after;
    });
  return [parameters.get(name) ?? '', set];
}

function TeamFilter() {
  const [team, setTeam] = useParameter('team');
  const teams = useQuery(teamsQuery);
  const items = teams.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <Select
      label={text('connected.team')}
      data={[
        { value: '', label: text('connected.team.all') },
        ...items.map(({ id, name }) => ({ value: id, label: name })),
      ]}
      value={team}
      onChange={setTeam}
      allowDeselect={false}
      searchable={items.length > 10}
      comboboxProps={{ withinPortal: false }}
      w={{ base: '100%', xs: 220 }}
    />
  );
}

function Paging({ next }: { readonly next: string | null }) {
  const [cursor, setCursor] = useParameter('cursor');
  if (cursor === '' && next === null) return null;
  return (
    <Group gap="xs">
      <Button variant="default" disabled={cursor === ''} onClick={() => setCursor(null)}>
        {text('connected.first')}
      </Button>
      <Button variant="default" disabled={next === null} onClick={() => setCursor(next)}>
        {text('connected.next')}
      </Button>
    </Group>
  );
}

function Loading() {
  return (
    <Stack gap="xs" role="status" aria-label={text('loading')}>
      {['one', 'two', 'three', 'four', 'five'].map((row) => (
        <Skeleton key={row} height={52} />
      ))}
    </Stack>
  );
}

function Rows() {
  const [search] = useSearch();
  const [team] = useParameter('team');
  const [cursor] = useParameter('cursor');
  const { live } = useLive();
  const { timeZone } = useTimeStyle();
  const [asked, setAsked] = useState<{ readonly person: ConnectedPerson; readonly what: Asked } | null>(null);
  const query = useQuery({
    ...connectedQuery(search, team, cursor === '' ? null : cursor),
    placeholderData: keepPreviousData,
  });
  if (query.isPending) return <Loading />;
  if (query.data === undefined) return <LoadFailure error={query.error} onRetry={() => query.refetch()} />;
  const { items, next } = query.data;
  const everybody = search === '' && team === '' && cursor === '';
  // Rows come and go; whom a dialog is about stays, with the newest that is known.
  const person = asked === null ? null : (items.find(({ id }) => id === asked.person.id) ?? asked.person);
  return (
    <Stack>
      {query.isError ? <LoadFailure error={query.error} onRetry={() => query.refetch()} /> : null}
      {items.length > 0 ? (
        <ConnectedTable people={items} onOpen={(one, what) => setAsked({ person: one, what })} />
      ) : (
        <Empty
          title={text(everybody ? 'connected.empty' : 'connected.none')}
          help={text(everybody ? 'connected.empty.text' : 'connected.none.text')}
        />
      )}
      <Group justify="space-between" align="flex-start">
        <Text size="sm" c="dimmed">
          {plural('connected.shown', items.length)}. {text('connected.zone', { timeZone: timeZoneText(timeZone) })}{' '}
          {text(live.state.name === 'connected' ? 'connected.live' : 'connected.stale')}
        </Text>
        <Paging next={next} />
      </Group>
      {person === null || asked === null ? null : (
        <ConnectedDialog key={person.id} asked={asked.what} person={person} onClose={() => setAsked(null)} />
      )}
    </Stack>
  );
}

export function ConnectedPage() {
  return (
    <Page title={text('connected.title')} width="wide" actions={<SeatsInUse />}>
      <Group align="flex-end" gap="md">
        <SearchField label={text('connected.search')} hint={text('connected.search.hint')} />
        <TeamFilter />
      </Group>
      <Rows />
    </Page>
  );
}
