/** A person's Overview: names, role, teams, station and hours, for who may change them; hours and overtime for supervisors. */
import { Button, Group, MultiSelect, Paper, Select, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { type UseFormReturnType, useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { rolesQuery } from '../api/roles.ts';
import { schedulesFilter } from '../api/schedules.ts';
import { stationsFilter } from '../api/stations.ts';
import { teamsFilter, teamsQuery } from '../api/teams.ts';
import { type User, type UserChange, userChange, usersFilter } from '../api/users.ts';
import { text } from '../texts/texts.ts';
import { Facts } from '../ui/facts.tsx';
import { FormFailure } from '../ui/failure.tsx';
import { fieldErrors } from '../ui/field-errors.ts';
import { focusFirstFault } from '../ui/focus-first-fault.ts';
import { notifyDone } from '../ui/notify.tsx';
import { usePermitted } from '../ui/session-context.ts';
import { type PersonValues, personDifference, personValidation, personValues } from './person-form.ts';
import { PersonHoursBox } from './person-hours.tsx';
import { personName } from './person-name.ts';
import { roleName, useRoleName } from './role-name.ts';
import { ScheduleField } from './schedule-field.tsx';

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
] as const;

type PersonForm = UseFormReturnType<PersonValues>;

function NameFields({ form }: { readonly form: PersonForm }) {
  const plain = { autoComplete: 'off', spellCheck: false } as const;
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }}>
      <TextInput {...plain} label={text('user.firstName')} {...form.getInputProps('firstName')} />
      <TextInput {...plain} label={text('user.lastName')} {...form.getInputProps('lastName')} />
      <TextInput {...plain} label={text('user.username')} autoCapitalize="none" {...form.getInputProps('username')} />
      <TextInput {...plain} type="email" label={text('user.email')} {...form.getInputProps('email')} />
      <TextInput
        {...plain}
        label={text('person.extension')}
        inputMode="numeric"
        maxLength={10}
        {...form.getInputProps('extension')}
      />
      <Select
        label={text('people.status')}
        data={[
          { value: 'active', label: text('status.active') },
          { value: 'inactive', label: text('status.inactive') },
        ]}
        allowDeselect={false}
        {...form.getInputProps('status')}
      />
    </SimpleGrid>
  );
}

function PlaceFields({ form }: { readonly form: PersonForm }) {
  const roles = useQuery(rolesQuery);
  const teams = useQuery({ ...teamsQuery, enabled: usePermitted('teams:read') });
  const mayMove = usePermitted('teams:update');
  const names = new Set([...(teams.data?.items ?? []).map(({ name }) => name), ...form.values.teams]);
  return (
    <>
      <Select
        label={text('user.role')}
        data={(roles.data?.items ?? []).map((role) => ({ value: role.key, label: roleName(role) }))}
        allowDeselect={false}
        {...form.getInputProps('role')}
      />
      <MultiSelect
        label={text('teams.title')}
        description={mayMove ? text('person.teams.hint') : text('person.teams.locked')}
        data={[...names]}
        searchable
        hidePickedOptions
        disabled={!mayMove}
        nothingFoundMessage={text('person.teams.none')}
        {...form.getInputProps('teams')}
      />
    </>
  );
}

function StationFields({ form }: { readonly form: PersonForm }) {
  const mayAssign = usePermitted('users:station:assign');
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }}>
      <Select
        label={text('person.station')}
        description={text(`person.station.${form.values.stationMode}`)}
        data={[
          { value: 'dynamic', label: text('person.stationMode.dynamic') },
          { value: 'static', label: text('person.stationMode.static') },
          { value: 'none', label: text('person.stationMode.none') },
        ]}
        allowDeselect={false}
        disabled={!mayAssign}
        {...form.getInputProps('stationMode')}
      />
      {form.values.stationMode === 'static' ? (
        <TextInput
          label={text('stations.station')}
          description={text('stations.station.hint')}
          inputMode="numeric"
          maxLength={10}
          autoComplete="off"
          disabled={!mayAssign}
          {...form.getInputProps('stationNumber')}
        />
      ) : null}
    </SimpleGrid>
  );
}

function PersonEdit({ user, tag }: { readonly user: User; readonly tag: string | null }) {
  const queryClient = useQueryClient();
  const form = useForm<PersonValues>({
    mode: 'controlled',
    initialValues: personValues(user),
    validate: personValidation,
  });
  const save = useMutation({
    mutationFn: (change: UserChange) => userChange(user.id, change, tag),
    onSuccess: async (changed) => {
      notifyDone(text('person.saved', { name: personName(changed) }));
      const filters = [usersFilter, teamsFilter, schedulesFilter, stationsFilter];
      await Promise.all(filters.map((filter) => queryClient.invalidateQueries(filter)));
    },
    onError: (error) => {
      const { id, ...others } = fieldErrors(error, [...fields, 'id'] as const, { station_taken: 'id' });
      form.setErrors(id === undefined ? others : { ...others, stationNumber: id });
    },
  });
  const submit = (values: PersonValues) => {
    const change = personDifference(user, values);
    if (Object.keys(change).length > 0) save.mutate(change);
  };
  return (
    <Paper withBorder p={{ base: 'md', xs: 'lg' }}>
      <form noValidate onSubmit={form.onSubmit(submit, focusFirstFault)}>
        <Stack>
          <FormFailure error={save.error} />
          <NameFields form={form} />
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
      {mayChange ? <PersonEdit key={tag} user={user} tag={tag} /> : <PersonFacts user={user} />}
    </>
  );
}
