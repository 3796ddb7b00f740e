/** Console → Teams: who supervises whom (M3); a supervisor sees their own. */
import { Button, Table, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { type Team, teamCreate, teamListQuery, teamsFilter } from '../../api/teams.ts';
import { consolePath } from '../../paths.ts';
import { plural, text } from '../../texts/texts.ts';
import { Empty } from '../../ui/failure.tsx';
import { fieldErrors } from '../../ui/field-errors.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { ListState } from '../../ui/list-state.tsx';
import { ListTable } from '../../ui/list-table.tsx';
import { Page } from '../../ui/page.tsx';
import { RowLink } from '../../ui/row-link.tsx';
import { SearchField, useSearch } from '../../ui/search-field.tsx';
import { usePermitted } from '../../ui/session-context.ts';
import { letGo } from '../../ui/unsaved.ts';
import { useScheduleName } from '../schedules/schedule-field.tsx';

function NewTeam() {
  const permitted = usePermitted('teams:update');
  const queryClient = useQueryClient();
  const [, navigate] = useLocation();
  const [opened, setOpened] = useState(false);
  const [name, setName] = useState('');
  const [missing, setMissing] = useState(false);
  const create = useMutation({
    mutationFn: () => teamCreate({ name: name.trim(), schedule: null }),
    onSuccess: async (team) => {
      await queryClient.invalidateQueries(teamsFilter);
      letGo();
      navigate(consolePath('teams', team.id));
    },
  });
  const close = () => {
    setOpened(false);
    setName('');
    setMissing(false);
    create.reset();
  };
  if (!permitted) return null;
  const fault = fieldErrors(create.error, ['name']).name ?? (missing ? text('team.name.missing') : undefined);
  return (
    <>
      <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setOpened(true)}>
        {text('teams.new')}
      </Button>
      <FormDialog
        opened={opened}
        title={text('teams.new')}
        act={text('teams.new')}
        pending={create.isPending}
        error={create.error}
        onSubmit={() => {
          setMissing(name.trim() === '');
          if (name.trim() !== '') create.mutate();
        }}
        onClose={close}
        unsaved={name.trim() !== ''}
      >
        <TextInput
          label={text('teams.name')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={100}
          autoComplete="off"
          error={fault}
          data-autofocus
        />
      </FormDialog>
    </>
  );
}

function supervisorsText({ supervisors }: Team): string {
  return supervisors.length === 0 ? text('teams.unsupervised') : supervisors.map(({ name }) => name).join(', ');
}

function TeamsTable({ teams }: { readonly teams: readonly Team[] }) {
  const scheduleName = useScheduleName();
  return (
    <ListTable
      label={text('teams.title')}
      header={
        <>
          <Table.Th>{text('teams.name')}</Table.Th>
          <Table.Th>{text('teams.members')}</Table.Th>
          <Table.Th visibleFrom="sm">{text('teams.supervisors')}</Table.Th>
          <Table.Th visibleFrom="sm">{text('hours.label')}</Table.Th>
        </>
      }
    >
      {teams.map((team) => (
        <Table.Tr key={team.id}>
          <Table.Th scope="row" fw="normal">
            <RowLink href={consolePath('teams', team.id)}>{team.name}</RowLink>
          </Table.Th>
          <Table.Td>{team.members}</Table.Td>
          <Table.Td visibleFrom="sm">{supervisorsText(team)}</Table.Td>
          <Table.Td visibleFrom="sm">{team.schedule === null ? '–' : scheduleName(team.schedule)}</Table.Td>
        </Table.Tr>
      ))}
    </ListTable>
  );
}

export function TeamsPage() {
  const [search] = useSearch();
  const query = useInfiniteQuery({ ...teamListQuery(search), placeholderData: keepPreviousData });
  const empty =
    search === '' ? (
      <Empty title={text('teams.empty')} help={text('teams.empty.text')} />
    ) : (
      <Empty title={text('teams.none', { search })} help={text('teams.none.text')} />
    );
  return (
    <Page title={text('teams.title')} intro={text('teams.intro')} width="wide" actions={<NewTeam />}>
      <SearchField label={text('teams.search')} hint={text('teams.search.hint')} />
      <ListState query={query} empty={empty} summary={(count) => plural('teams.found', count)}>
        {(teams) => <TeamsTable teams={teams} />}
      </ListState>
    </Page>
  );
}
