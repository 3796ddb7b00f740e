/** Who is in a team: supervisors and members, added many at once, taken out one by one with a way back. */
import { ActionIcon, Badge, Button, Group, Paper, Radio, Stack, Switch, Table, Text, Title } from '@mantine/core';
import { IconPlus, IconUserMinus } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import {
  type Team,
  type TeamMember,
  teamMembersPut,
  teamMembersQuery,
  teamMembersRemove,
  teamsFilter,
} from '../../api/teams.ts';
import { usersFilter } from '../../api/users.ts';
import { plural, text } from '../../texts/texts.ts';
import { Empty } from '../../ui/failure.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { ListState } from '../../ui/list-state.tsx';
import { notifyFailure, notifyUndo } from '../../ui/notify.tsx';
import { PeopleField } from '../people/people-field.tsx';
import { useRoleName } from '../roles/role-name.ts';

function useChanged(): () => Promise<unknown> {
  const queryClient = useQueryClient();
  return () => Promise.all([queryClient.invalidateQueries(teamsFilter), queryClient.invalidateQueries(usersFilter)]);
}

/** What they become, before who they are: below, the list of people would lie over it. */
function AddAs({
  supervise,
  onChange,
}: {
  readonly supervise: boolean;
  readonly onChange: (supervise: boolean) => void;
}) {
  return (
    <Radio.Group
      label={text('team.add.as')}
      value={supervise ? 'supervisors' : 'members'}
      onChange={(as) => onChange(as === 'supervisors')}
    >
      <Stack gap="xs" mt={4}>
        <Radio value="members" label={text('team.add.members')} />
        <Radio value="supervisors" label={text('team.add.supervisors')} description={text('team.supervise.hint')} />
      </Stack>
    </Radio.Group>
  );
}

function AddPeople({ team }: { readonly team: Team }) {
  const changed = useChanged();
  const [opened, setOpened] = useState(false);
  const [people, setPeople] = useState<string[]>([]);
  const [supervise, setSupervise] = useState(false);
  const [missing, setMissing] = useState(false);
  const put = useMutation({
    mutationFn: () => teamMembersPut(team.id, people, supervise),
    onSuccess: async () => {
      close();
      await changed();
    },
  });
  const close = () => {
    setOpened(false);
    setPeople([]);
    setSupervise(false);
    setMissing(false);
  };
  return (
    <>
      <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setOpened(true)}>
        {text('team.add')}
      </Button>
      <FormDialog
        opened={opened}
        title={text('team.add.title', { name: team.name })}
        act={text('team.add')}
        pending={put.isPending}
        error={put.error}
        onSubmit={() => {
          setMissing(people.length === 0);
          if (people.length > 0) put.mutate();
        }}
        onClose={close}
        unsaved={people.length > 0}
      >
        <AddAs supervise={supervise} onChange={setSupervise} />
        <PeopleField
          label={text('team.add.people')}
          value={people}
          onChange={setPeople}
          error={missing && people.length === 0 ? text('team.add.missing') : undefined}
        />
      </FormDialog>
    </>
  );
}

interface RowProps {
  readonly team: Team;
  readonly member: TeamMember;
  readonly mayChange: boolean;
}

function useMemberActs({ team, member }: RowProps) {
  const changed = useChanged();
  const name = `${member.firstName} ${member.lastName}`.trim() || member.username;
  const settled = { onError: notifyFailure, onSettled: changed };
  const supervise = useMutation({
    mutationFn: (supervises: boolean) => teamMembersPut(team.id, [member.id], supervises),
    ...settled,
  });
  const putBack = useMutation({
    mutationFn: () => teamMembersPut(team.id, [member.id], member.supervises),
    ...settled,
  });
  const remove = useMutation({
    mutationFn: () => teamMembersRemove(team.id, [member.id]),
    onSuccess: () => notifyUndo(text('team.removed', { name }), team.name, () => putBack.mutate()),
    ...settled,
  });
  return { name, supervise, remove };
}

function MemberRow(props: RowProps) {
  const { member, mayChange } = props;
  const { name, supervise, remove } = useMemberActs(props);
  const nameOfRole = useRoleName();
  return (
    <Table.Tr>
      <Table.Th scope="row" fw="normal">
        <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
          {name}
        </Text>
        <Text size="xs" c="dimmed">
          {nameOfRole(member.role)}
        </Text>
      </Table.Th>
      <Table.Td>
        {mayChange ? (
          <Switch
            aria-label={text('team.supervises.of', { name })}
            checked={supervise.isPending ? supervise.variables : member.supervises}
            onChange={(event) => supervise.mutate(event.currentTarget.checked)}
          />
        ) : member.supervises ? (
          <Badge variant="light">{text('team.supervises')}</Badge>
        ) : null}
      </Table.Td>
      {mayChange ? (
        <Table.Td ta="right">
          <Button
            variant="default"
            size="xs"
            visibleFrom="sm"
            loading={remove.isPending}
            aria-label={text('team.remove.of', { name })}
            onClick={() => remove.mutate()}
          >
            {text('team.remove')}
          </Button>
          <ActionIcon
            variant="default"
            size="lg"
            hiddenFrom="sm"
            loading={remove.isPending}
            aria-label={text('team.remove.of', { name })}
            onClick={() => remove.mutate()}
          >
            <IconUserMinus size={16} aria-hidden />
          </ActionIcon>
        </Table.Td>
      ) : null}
    </Table.Tr>
  );
}

export function TeamMembers({ team, mayChange }: Omit<RowProps, 'member'>) {
  const query = useInfiniteQuery(teamMembersQuery(team.id));
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={2} size="h3">
          {text('teams.members')}
        </Title>
        {mayChange ? <AddPeople team={team} /> : null}
      </Group>
      <ListState
        query={query}
        empty={<Empty title={text('team.empty')} help={text('team.empty.text')} />}
        summary={(count) => plural('team.shown', count)}
      >
        {(members) => (
          <Paper withBorder>
            <Table verticalSpacing="sm" aria-label={text('teams.members')}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{text('people.name')}</Table.Th>
                  <Table.Th>{text('team.supervises')}</Table.Th>
                  {mayChange ? <Table.Td /> : null}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {members.map((member) => (
                  <MemberRow key={member.id} team={team} member={member} mayChange={mayChange} />
                ))}
              </Table.Tbody>
            </Table>
          </Paper>
        )}
      </ListState>
    </Stack>
  );
}
