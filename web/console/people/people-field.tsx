/** Choosing people: what is typed is searched on the server, so it serves a hundred thousand as well as ten. */
import { MultiSelect, Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type User, userQuery, usersQuery } from '../../api/users.ts';
import { text } from '../../texts/texts.ts';
import { personName } from '../person/person-name.ts';

const typingPauseMs = 200;
const choicesMax = 50;

/** Names do not tell people apart; usernames do. */
function choiceLabel(user: User): string {
  const name = personName(user);
  return name === user.username ? name : `${name} (${user.username})`;
}

/** People who match, and whoever was found before: a choice that was made keeps its name. */
function useChoices(typed: string) {
  const [search] = useDebouncedValue(typed.trim(), typingPauseMs);
  const [met, setMet] = useState<ReadonlyMap<string, string>>(new Map());
  const { data } = useInfiniteQuery(usersQuery({ search }));
  const found = (data?.pages[0]?.items ?? [])
    .slice(0, choicesMax)
    .map((user) => ({ value: user.id, label: choiceLabel(user) }));
  const news = found.filter(({ value }) => !met.has(value));
  if (news.length > 0) setMet(new Map([...met, ...news.map(({ value, label }) => [value, label] as const)]));
  const choices = (chosen: readonly string[]) => [
    ...found,
    ...chosen
      .filter((id) => !found.some(({ value }) => value === id))
      .map((id) => ({ value: id, label: met.get(id) ?? id })),
  ];
  return choices;
}

interface FieldProps {
  readonly label: string;
  readonly error?: string | undefined;
}

export function PeopleField({
  value,
  onChange,
  ...field
}: FieldProps & { readonly value: string[]; readonly onChange: (ids: string[]) => void }) {
  const [typed, setTyped] = useState('');
  // Open only while somebody chooses: what comes after the field lies beneath its list.
  const [opened, setOpened] = useState(false);
  const choices = useChoices(typed);
  return (
    <MultiSelect
      {...field}
      description={text('people.field.hint')}
      data={choices(value)}
      value={value}
      onChange={(ids) => {
        onChange(ids);
        setTyped('');
        setOpened(false);
      }}
      dropdownOpened={opened}
      onDropdownOpen={() => setOpened(true)}
      onDropdownClose={() => setOpened(false)}
      openOnFocus={false}
      searchable
      searchValue={typed}
      onSearchChange={setTyped}
      // The server has searched already, by more than the label shows.
      filter={({ options }) => options}
      nothingFoundMessage={text('people.field.none')}
      hidePickedOptions
      maxValues={500}
      data-autofocus
    />
  );
}

export function PersonField({
  value,
  onChange,
  brief = false,
  ...field
}: FieldProps & {
  readonly value: string | null;
  readonly onChange: (id: string | null) => void;
  /** A filter among others: no hint, and it can be emptied. */
  readonly brief?: boolean;
}) {
  const [typed, setTyped] = useState('');
  const choices = useChoices(typed);
  // Whoever is named in an address was not searched for.
  const named = useQuery({ ...userQuery(value ?? ''), enabled: brief && value !== null }).data?.answer;
  return (
    <Select
      {...field}
      {...(brief ? { clearable: true } : { description: text('people.field.hint') })}
      data={choices(value === null ? [] : [value]).map((one) =>
        one.value === named?.id ? { ...one, label: choiceLabel(named) } : one,
      )}
      value={value}
      onChange={onChange}
      searchable
      searchValue={typed}
      onSearchChange={setTyped}
      filter={({ options }) => options}
      nothingFoundMessage={text('people.field.none')}
    />
  );
}
