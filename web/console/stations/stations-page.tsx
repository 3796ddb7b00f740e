/** Console → Stations: which number is assigned to whom, who is at it now; assigning and releasing (T2, T3). */
import { Button, Group, Table, Text, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { stationRelease } from '../../api/connections.ts';
import { type Station, stationAssign, stationsFilter, stationsQuery, stationUnassign } from '../../api/stations.ts';
import { usersFilter } from '../../api/users.ts';
import { plural, text } from '../../texts/texts.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Empty } from '../../ui/failure.tsx';
import { fieldErrors } from '../../ui/field-errors.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { ListState } from '../../ui/list-state.tsx';
import { ListTable } from '../../ui/list-table.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { Page } from '../../ui/page.tsx';
import { SearchField, useSearch } from '../../ui/search-field.tsx';
import { usePermitted, usePermittedFor, useTimeStyle } from '../../ui/session-context.ts';
import { dateTimeText, timeZoneText } from '../../ui/time.ts';
import { PersonField } from '../people/people-field.tsx';

const numberPattern = /^\d{1,10}$/;

function AssignStation() {
  const permitted = usePermitted('users:station:assign');
  const queryClient = useQueryClient();
  const [opened, setOpened] = useState(false);
  const [station, setStation] = useState('');
  const [person, setPerson] = useState<string | null>(null);
  const [tried, setTried] = useState(false);
  const assign = useMutation({
    mutationFn: (user: string) => stationAssign(station.trim(), user),
    onSuccess: async () => {
      notifyDone(text('stations.assigned', { station: station.trim() }));
      close();
      await Promise.all([stationsFilter, usersFilter].map((filter) => queryClient.invalidateQueries(filter)));
    },
  });
  const close = () => {
    setOpened(false);
    setStation('');
    setPerson(null);
    setTried(false);
    assign.reset();
  };
  if (!permitted) return null;
  const wrong = !numberPattern.test(station.trim());
  return (
    <>
      <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setOpened(true)}>
        {text('stations.assign')}
      </Button>
      <FormDialog
        opened={opened}
        title={text('stations.assign')}
        act={text('stations.assign')}
        pending={assign.isPending}
        error={assign.error}
        onSubmit={() => {
          setTried(true);
          if (!wrong && person !== null) assign.mutate(person);
        }}
        onClose={close}
        unsaved={station.trim() !== '' || person !== null}
      >
        <TextInput
          label={text('stations.station')}
          description={text('stations.station.hint')}
          value={station}
          onChange={(event) => setStation(event.currentTarget.value)}
          inputMode="numeric"
          maxLength={10}
          autoComplete="off"
          error={
            fieldErrors(assign.error, ['station']).station ??
            (tried && wrong ? text('stations.station.wrong') : undefined)
          }
          data-autofocus
        />
        <PersonField
          label={text('stations.person')}
          value={person}
          onChange={setPerson}
          error={tried && person === null ? text('stations.person.missing') : undefined}
        />
      </FormDialog>
    </>
  );
}

type Asked = { readonly act: 'release' | 'unassign'; readonly station: Station };

function StationQuestion({ asked, onClose }: { readonly asked: Asked; readonly onClose: () => void }) {
  const queryClient = useQueryClient();
  const { act, station } = asked;
  const number = station.station;
  const name = (act === 'release' ? station.heldBy : station.assignedTo)?.name ?? '';
  const free = useMutation({
    mutationFn: () => (act === 'release' ? stationRelease(number) : stationUnassign(number)),
    onSuccess: () => {
      notifyDone(text(`stations.${act}.done`, { station: number }));
      onClose();
    },
    onSettled: () => Promise.all([stationsFilter, usersFilter].map((filter) => queryClient.invalidateQueries(filter))),
  });
  return (
    <ConfirmDialog
      opened
      question={text(`stations.${act}.question`, { station: number })}
      consequence={text(`stations.${act}.text`, { name, station: number })}
      act={text(`stations.${act}`)}
      pending={free.isPending}
      error={free.error}
      onConfirm={() => free.mutate()}
      onClose={onClose}
    />
  );
}

function StationRow({ station, onAsk }: { readonly station: Station; readonly onAsk: (asked: Asked) => void }) {
  const style = useTimeStyle();
  const mayRelease = usePermittedFor('station:release') && station.heldBy !== null;
  const mayUnassign = usePermitted('users:station:assign') && station.assignedTo !== null;
  return (
    <Table.Tr>
      <Table.Th scope="row">
        {station.station}
        {station.assignedTo === null ? null : (
          <Text size="xs" fw="normal" hiddenFrom="sm">
            {text('stations.assignedTo.of', { name: station.assignedTo.name })}
          </Text>
        )}
      </Table.Th>
      <Table.Td visibleFrom="sm">{station.assignedTo?.name ?? '–'}</Table.Td>
      <Table.Td style={{ overflowWrap: 'anywhere' }}>
        {station.heldBy?.name ?? '–'}
        {station.heldSince === null || station.heldBy === null ? null : (
          <Text size="xs" c="dimmed">
            {text('stations.since', { time: dateTimeText(station.heldSince, style) })}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <Group gap="xs" justify="flex-end">
          {mayRelease ? (
            <Button
              variant="default"
              size="xs"
              aria-label={text('stations.release.of', { station: station.station })}
              onClick={() => onAsk({ act: 'release', station })}
            >
              {text('stations.release')}
            </Button>
          ) : null}
          {mayUnassign ? (
            <Button
              variant="default"
              size="xs"
              aria-label={text('stations.unassign.of', { station: station.station })}
              onClick={() => onAsk({ act: 'unassign', station })}
            >
              {text('stations.unassign')}
            </Button>
          ) : null}
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}

function StationsTable({ stations }: { readonly stations: readonly Station[] }) {
  const [asked, setAsked] = useState<Asked | null>(null);
  return (
    <>
      <ListTable
        label={text('stations.title')}
        header={
          <>
            <Table.Th>{text('stations.station')}</Table.Th>
            <Table.Th visibleFrom="sm">{text('stations.assignedTo')}</Table.Th>
            <Table.Th>{text('stations.heldBy')}</Table.Th>
            <Table.Td />
          </>
        }
      >
        {stations.map((station) => (
          <StationRow key={station.station} station={station} onAsk={setAsked} />
        ))}
      </ListTable>
      {asked === null ? null : <StationQuestion asked={asked} onClose={() => setAsked(null)} />}
    </>
  );
}

export function StationsPage() {
  const [search] = useSearch();
  const { timeZone } = useTimeStyle();
  const query = useInfiniteQuery({ ...stationsQuery(search), placeholderData: keepPreviousData, staleTime: 0 });
  const empty =
    search === '' ? (
      <Empty title={text('stations.empty')} help={text('stations.empty.text')} />
    ) : (
      <Empty title={text('stations.none', { search })} help={text('stations.none.text')} />
    );
  const summary = (count: number) =>
    `${plural('stations.found', count)}. ${text('people.timeZone', { timeZone: timeZoneText(timeZone) })}`;
  return (
    <Page title={text('stations.title')} intro={text('stations.intro')} width="wide" actions={<AssignStation />}>
      <SearchField label={text('stations.search')} hint={text('stations.search.hint')} />
      <ListState query={query} empty={empty} summary={summary}>
        {(stations) => <StationsTable stations={stations} />}
      </ListState>
    </Page>
  );
}
