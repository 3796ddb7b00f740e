/** The filters of the list of people: role, team and state. Each is in the address and counts at once. */
import { Button, Group, Select, type SelectProps, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { userStates } from '../../../server/users/listing/user-states.ts';
import { rolesQuery } from '../../api/roles.ts';
import { teamsQuery } from '../../api/teams.ts';
import { text } from '../../texts/texts.ts';
import { SearchField } from '../../ui/search-field.tsx';
import { usePermitted } from '../../ui/session-context.ts';
import { roleName } from '../roles/role-name.ts';
import { type PeopleAsked, stateOf } from './people-address.ts';

interface Choice {
  readonly value: string;
  readonly label: string;
}

function useRoleChoices(): readonly Choice[] | null {
  const permitted = usePermitted('roles:read');
  const roles = useQuery({ ...rolesQuery, enabled: permitted }).data?.items ?? [];
  return permitted ? roles.map((role) => ({ value: role.key, label: roleName(role) })) : null;
}

function useTeamChoices(): readonly Choice[] | null {
  const permitted = usePermitted('teams:read');
  const teams = useQuery({ ...teamsQuery, enabled: permitted }).data?.items ?? [];
  return permitted ? teams.map(({ id, name }) => ({ value: id, label: name })) : null;
}

/** The filters that are set, in words: `Role: Agent`. */
export function useFilterWords(asked: PeopleAsked): readonly string[] {
  const { role, team, status } = asked;
  const [roles, teams, state] = [useRoleChoices(), useTeamChoices(), stateOf(asked)];
  const labelOf = (choices: readonly Choice[] | null, value: string) =>
    choices?.find((one) => one.value === value)?.label ?? value;
  const word = (filter: string, value: string) => text('people.filter.is', { filter, value });
  return [
    ...(role === undefined ? [] : [word(text('people.role'), labelOf(roles, role))]),
    ...(team === undefined ? [] : [word(text('people.filter.team'), labelOf(teams, team))]),
    ...(status === undefined ? [] : [word(text('people.status'), state ? text(`people.state.${state}`) : status)]),
  ];
}

interface FilterProps {
  readonly label: string;
  readonly all: string;
  readonly choices: readonly Choice[];
  readonly value: string | undefined;
  readonly onChange: (value: string) => void;
}

/** Whoever names something in the address that there is not sees it, and can choose otherwise. */
function Filter({ label, all, choices, value = '', onChange }: FilterProps) {
  const known = value === '' || choices.some((one) => one.value === value);
  const many: Partial<SelectProps> = choices.length > 10 ? { searchable: true } : {};
  return (
    <Select
      {...many}
      label={label}
      data={[{ value: '', label: all }, ...(known ? [] : [{ value, label: value }]), ...choices]}
      value={value}
      onChange={(chosen) => onChange(chosen ?? '')}
      allowDeselect={false}
      nothingFoundMessage={text('people.filter.nothing')}
      w={{ base: '100%', xs: 165 }}
    />
  );
}

interface PeopleFiltersProps {
  readonly asked: PeopleAsked;
  readonly onChange: (change: PeopleAsked) => void;
}

export function PeopleFilters({ asked, onChange }: PeopleFiltersProps) {
  const [roles, teams] = [useRoleChoices(), useTeamChoices()];
  const states = userStates.map((state) => ({ value: state, label: text(`people.state.${state}`) }));
  return (
    <Stack component="search" aria-label={text('people.filters')} gap="xs">
      <Group align="flex-end" gap="sm">
        <SearchField label={text('people.search')} hint={text('people.search.hint')} />
        {roles === null ? null : (
          <Filter
            label={text('people.role')}
            all={text('people.filter.role.all')}
            choices={roles}
            value={asked.role}
            onChange={(role) => onChange({ role })}
          />
        )}
        {teams === null ? null : (
          <Filter
            label={text('people.filter.team')}
            all={text('people.filter.team.all')}
            choices={teams}
            value={asked.team}
            onChange={(team) => onChange({ team })}
          />
        )}
        <Filter
          label={text('people.status')}
          all={text('people.filter.status.all')}
          choices={states}
          value={asked.status}
          onChange={(status) => onChange({ status })}
        />
        {Object.keys(asked).length === 0 ? null : (
          <Button variant="subtle" px="sm" onClick={() => onChange({ role: '', team: '', status: '' })}>
            {text('people.filters.clear')}
          </Button>
        )}
      </Group>
    </Stack>
  );
}
