/** Console → one team: its name and hours, who is in it, and who supervises it. */
import { Button, Group, Paper, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation, useParams } from 'wouter';
import { isRefusal } from '../../api/client.ts';
import { type Team, teamChange, teamDelete, teamQuery, teamsFilter } from '../../api/teams.ts';
import { usersFilter } from '../../api/users.ts';
import { paths } from '../../paths.ts';
import { plural, text } from '../../texts/texts.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Facts } from '../../ui/facts.tsx';
import { FormFailure } from '../../ui/failure.tsx';
import { fieldErrors } from '../../ui/field-errors.ts';
import { focusFirstFault } from '../../ui/focus-first-fault.ts';
import { notifyDone } from '../../ui/notify.tsx';
import { Page } from '../../ui/page.tsx';
import { PageState } from '../../ui/query-state.tsx';
import { usePermitted } from '../../ui/session-context.ts';
import { letGo } from '../../ui/unsaved.ts';
import { useRebase } from '../../ui/use-rebase.ts';
import { ScheduleField, useScheduleName } from '../schedules/schedule-field.tsx';
import { TeamMembers } from './team-members.tsx';

const back = () => ({ href: paths.teams, label: text('teams.title') });

function DeleteTeam({ team }: { readonly team: Team }) {
  const queryClient = useQueryClient();
  const [, navigate] = useLocation();
  const [asked, setAsked] = useState(false);
  const remove = useMutation({
    mutationFn: () => teamDelete(team.id),
    onSuccess: async () => {
      notifyDone(text('team.deleted', { name: team.name }));
      letGo();
      navigate(paths.teams);
      await Promise.all([queryClient.invalidateQueries(teamsFilter), queryClient.invalidateQueries(usersFilter)]);
    },
  });
  return (
    <>
      <Button variant="default" onClick={() => setAsked(true)}>
        {text('team.delete')}
      </Button>
      <ConfirmDialog
        opened={asked}
        question={text('team.delete.question', { name: team.name })}
        consequence={plural('team.delete.text', team.members)}
        act={text('team.delete')}
        pending={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate()}
        onClose={() => setAsked(false)}
      />
    </>
  );
}

interface TeamValues {
  readonly name: string;
  readonly schedule: Team['schedule'];
}

function TeamEdit({ team, tag }: { readonly team: Team; readonly tag: string | null }) {
  const queryClient = useQueryClient();
  const newest: TeamValues = { name: team.name, schedule: team.schedule };
  const form = useForm<TeamValues>({
    mode: 'controlled',
    initialValues: newest,
    validate: { name: (name) => (name.trim() === '' ? text('team.name.missing') : null) },
  });
  const saved = useRebase(form, newest, tag, text('unsaved.of', { name: team.name }));
  const save = useMutation({
    mutationFn: ({ name, schedule }: TeamValues) => teamChange(team.id, { name: name.trim(), schedule }, tag),
    onSuccess: async (changed, values) => {
      saved(values);
      notifyDone(text('team.saved', { name: changed.name }));
      await queryClient.invalidateQueries(teamsFilter);
    },
    onError: (error) => {
      if (isRefusal(error, 'precondition_failed')) return queryClient.invalidateQueries(teamsFilter);
      return form.setErrors(fieldErrors(error, ['name', 'schedule']));
    },
  });
  return (
    <Paper withBorder p={{ base: 'md', xs: 'lg' }}>
      <form noValidate onSubmit={form.onSubmit((values) => save.mutate(values), focusFirstFault)}>
        <Stack>
          <FormFailure error={save.error} />
          <TextInput label={text('teams.name')} maxLength={100} autoComplete="off" {...form.getInputProps('name')} />
          <ScheduleField
            value={form.values.schedule}
            onChange={(id) => form.setFieldValue('schedule', id)}
            none={text('team.schedule.none')}
            description={text('team.schedule.hint')}
            error={form.errors.schedule}
          />
          <Group>
            <Button type="submit" loading={save.isPending}>
              {text('action.save')}
            </Button>
            <DeleteTeam team={team} />
          </Group>
        </Stack>
      </form>
    </Paper>
  );
}

function TeamFacts({ team }: { readonly team: Team }) {
  const scheduleName = useScheduleName();
  const value = team.schedule === null ? text('team.schedule.none') : scheduleName(team.schedule);
  return <Facts facts={[{ label: text('hours.label'), value }]} />;
}

export function TeamPage() {
  const { id = '' } = useParams();
  const query = useQuery(teamQuery(id));
  const mayChange = usePermitted('teams:update');
  return (
    <PageState query={query} frame={{ title: text('teams.title'), back: back() }}>
      {({ answer: team, tag }) => (
        <Page title={team.name} back={back()}>
          {mayChange ? <TeamEdit key={team.id} team={team} tag={tag} /> : <TeamFacts team={team} />}
          <Text size="sm" c="dimmed">
            {text('team.members.intro')}
          </Text>
          <TeamMembers team={team} mayChange={mayChange} />
        </Page>
      )}
    </PageState>
  );
}
