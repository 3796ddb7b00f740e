/** A person's Overview: names, role, teams, station and hours, for who may change them; hours and overtime for supervisors. */
import { Button, Group, Paper, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { isRefusal } from '../../api/client.ts';
import { schedulesFilter } from '../../api/schedules.ts';
import { stationsFilter } from '../../api/stations.ts';
import { teamsFilter } from '../../api/teams.ts';
import { type User, type UserChange, userChange, usersFilter } from '../../api/users.ts';
import { text } from '../../texts/texts.ts';
import { Facts } from '../../ui/facts.tsx';
import { FormFailure } from '../../ui/failure.tsx';
import { fieldErrors } from '../../ui/field-errors.ts';
import { focusFirstFault } from '../../ui/focus-first-fault.ts';
import { notifyDone, notifyFailure, notifyUndo } from '../../ui/notify.tsx';
import { usePermitted } from '../../ui/session-context.ts';
import { useRebase } from '../../ui/use-rebase.ts';
import { useRoleName } from '../roles/role-name.ts';
import { ScheduleField } from '../schedules/schedule-field.tsx';
import { NameFields, PlaceFields, StationFields } from './person-fields.tsx';
import { type PersonValues, personDifference, personValidation, personValues } from './person-form.ts';
import { PersonHoursBox } from './person-hours.tsx';
import { personName } from './person-name.ts';

const fields = [
  'username',
  'firstName',
  'lastName',
  'email',
  'extension',
  'role',
  'teams',
  'schedule',
  'status',
  'locale',
] as const;

interface PersonEditProps {
  readonly user: User;
  readonly tag: string | null;
}

function usePersonEdit({ user, tag }: PersonEditProps) {
  const queryClient = useQueryClient();
  const newest = personValues(user);
  const form = useForm<PersonValues>({ mode: 'controlled', initialValues: newest, validate: personValidation });
  const saved = useRebase(form, newest, tag, text('unsaved.of', { name: personName(user) }));
  const renew = () => {
    const filters = [usersFilter, teamsFilter, schedulesFilter, stationsFilter];
    return Promise.all(filters.map((filter) => queryClient.invalidateQueries(filter)));
  };
  const setStatus = (status: User['status']) => userChange(user.id, { status }, null).then(renew, notifyFailure);
  const save = useMutation({
    mutationFn: ({ change }: { readonly change: UserChange; readonly values: PersonValues }) =>
      userChange(user.id, change, tag),
    onSuccess: async (changed, { change, values }) => {
      saved(values);
      const name = personName(changed);
      // A state alone is taken back by setting the other one; names and places have followers of their own.
      if (change.status !== undefined && Object.keys(change).length === 1)
        notifyUndo(text('person.status.done', { name, status: text(`status.${changed.status}`) }), undefined, () =>
          setStatus(user.status),
        );
      else notifyDone(text('person.saved', { name }));
      await renew();
    },
    onError: (error) => {
      if (isRefusal(error, 'precondition_failed')) return queryClient.invalidateQueries(usersFilter);
      const { id, ...others } = fieldErrors(error, [...fields, 'id'] as const, { station_taken: 'id' });
      return form.setErrors(id === undefined ? others : { ...others, stationNumber: id });
    },
  });
  const submit = (values: PersonValues) => {
    const change = personDifference(user, values);
    if (Object.keys(change).length > 0) save.mutate({ change, values });
  };
  return { form, save, submit };
}

function PersonEdit({ user, tag }: PersonEditProps) {
  const { form, save, submit } = usePersonEdit({ user, tag });
  return (
    <Paper withBorder p={{ base: 'md', xs: 'lg' }}>
      <form noValidate onSubmit={form.onSubmit(submit, focusFirstFault)}>
        <Stack>
          <FormFailure error={save.error} />
          <NameFields form={form} withStatus />
          <PlaceFields form={form} />
          <StationFields form={form} />
          <ScheduleField
            value={form.values.schedule}
            onChange={(id) => form.setFieldValue('schedule', id)}
            none={text('person.schedule.none')}
            description={text('person.schedule.hint')}
            error={form.errors.schedule}
          />
          <Group>
            <Button type="submit" loading={save.isPending}>
              {text('action.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Paper>
  );
}

function PersonFacts({ user }: { readonly user: User }) {
  const nameOfRole = useRoleName();
  return (
    <Facts
      facts={[
        { label: text('user.username'), value: user.username },
        { label: text('people.email'), value: user.email ?? '–' },
        { label: text('user.role'), value: nameOfRole(user.role) },
        { label: text('teams.title'), value: user.teams.join(', ') || '–' },
        { label: text('person.extension'), value: user.extension ?? '–' },
      ]}
    />
  );
}

export function PersonOverview({ user, tag }: { readonly user: User; readonly tag: string | null }) {
  const mayChange = usePermitted('users:update');
  return (
    <>
      <PersonHoursBox user={user} />
      {mayChange ? <PersonEdit user={user} tag={tag} /> : <PersonFacts user={user} />}
    </>
  );
}
