/** The fields about one person, for making and for changing one: names, place, station. */
import { MultiSelect, Select, SimpleGrid, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { rolesQuery } from '../../api/roles.ts';
import { teamsQuery } from '../../api/teams.ts';
import { languages, text } from '../../texts/texts.ts';
import { usePermitted } from '../../ui/session-context.ts';
import { roleName } from '../roles/role-name.ts';
import type { PersonValues } from './person-form.ts';

interface FieldsProps {
  readonly form: UseFormReturnType<PersonValues>;
}

interface NameFieldsProps extends FieldsProps {
  /** A new person is active; what the address is for is said then. */
  readonly withStatus?: boolean;
}

export function NameFields({ form, withStatus = false }: NameFieldsProps) {
  const plain = { autoComplete: 'off', spellCheck: false } as const;
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }}>
      <TextInput {...plain} label={text('user.firstName')} {...form.getInputProps('firstName')} />
      <TextInput {...plain} label={text('user.lastName')} {...form.getInputProps('lastName')} />
      <TextInput {...plain} label={text('user.username')} autoCapitalize="none" {...form.getInputProps('username')} />
      <TextInput
        {...plain}
        type="email"
        label={text('user.email')}
        description={withStatus ? undefined : text('user.email.hint')}
        {...form.getInputProps('email')}
      />
      <TextInput
        {...plain}
        label={text('person.extension')}
        inputMode="numeric"
        maxLength={10}
        {...form.getInputProps('extension')}
      />
      <Select
        label={text('person.language')}
        data={[
          { value: '', label: text('person.language.none') },
          ...languages.map((one) => ({ value: one, label: text(`language.${one}`) })),
        ]}
        allowDeselect={false}
        {...form.getInputProps('locale')}
      />
      {withStatus ? (
        <Select
          label={text('people.status')}
          data={[
            { value: 'active', label: text('status.active') },
            { value: 'inactive', label: text('status.inactive') },
          ]}
          allowDeselect={false}
          {...form.getInputProps('status')}
        />
      ) : null}
    </SimpleGrid>
  );
}

export function PlaceFields({ form }: FieldsProps) {
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

export function StationFields({ form }: FieldsProps) {
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
