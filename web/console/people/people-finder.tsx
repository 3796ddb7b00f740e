/**
 * The search that is always there, in the header: people by name, username, extension, number or station, while one types. `/` goes
 * to it from anywhere. What is chosen leads to the person's page. The server decides whom somebody finds.
 */
import {
  ActionIcon,
  Box,
  CloseButton,
  Combobox,
  Kbd,
  Text,
  TextInput,
  useCombobox,
  VisuallyHidden,
} from '@mantine/core';
import { useDebouncedValue, useHotkeys } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useLocation } from 'wouter';
import { type User, usersFindQuery } from '../../api/users.ts';
import { consolePath, paths } from '../../paths.ts';
import { plural, text } from '../../texts/texts.ts';
import { told } from '../../ui/failure.tsx';
import { personName } from '../person/person-name.ts';
import { useRoleName } from '../roles/role-name.ts';
import classes from './people-finder.module.css';
import { UserStatus } from './user-status.tsx';

const typingPauseMs = 150;
const foundMax = 8;
/** The option that leads to the list; people's are their ids. */
const allResults = 'all';

/** What is found for what is typed; `current` while that is what was asked for last. */
function useFound(typed: string) {
  const wanted = typed.trim();
  const [search] = useDebouncedValue(wanted, typingPauseMs);
  const query = useQuery({ ...usersFindQuery(search, foundMax), placeholderData: keepPreviousData });
  const current = search === wanted && !query.isPlaceholderData && !query.isPending;
  return { wanted, current, users: query.data?.items ?? [], more: query.data?.next !== null, error: query.error };
}

function FoundPerson({ user }: { readonly user: User }) {
  const nameOfRole = useRoleName();
  const { extension, number, station } = user;
  const facts = [
    user.username,
    nameOfRole(user.role),
    ...(extension === null ? [] : [text('finder.extension', { extension })]),
    ...(number === null ? [] : [number]),
    ...(station.id === null ? [] : [text('finder.station', { station: station.id })]),
  ];
  const plain = user.status === 'active' && !user.disabled && !user.locked;
  return (
    <Combobox.Option value={user.id} className={`${classes.option}`}>
      <Box miw={0}>
        <Text size="sm" fw={600} truncate>
          {personName(user)}
        </Text>
        <Text size="xs" c="dimmed" truncate>
          {facts.join(' · ')}
        </Text>
      </Box>
      {plain ? null : <UserStatus user={user} />}
    </Combobox.Option>
  );
}

function announcementOf({ wanted, current, users, more, error }: ReturnType<typeof useFound>): string {
  if (wanted === '' || !current || error !== null) return '';
  return more ? text('finder.many', { count: users.length }) : plural('finder.found', users.length);
}

function FoundList({ found }: { readonly found: ReturnType<typeof useFound> }) {
  const { wanted, users, error, current } = found;
  return (
    <Combobox.Options aria-label={text('finder.results')}>
      {error === null ? users.map((user) => <FoundPerson key={user.id} user={user} />) : null}
      {error !== null ? <Combobox.Empty>{told(error).title}</Combobox.Empty> : null}
      {error === null && current && users.length === 0 ? (
        <Combobox.Empty>{text('people.none', { search: wanted })}</Combobox.Empty>
      ) : null}
      <Combobox.Option value={allResults} className={`${classes.option} ${classes.all}`}>
        {text('finder.all', { search: wanted })}
      </Combobox.Option>
    </Combobox.Options>
  );
}

/** What is typed and found, and where it leads. */
function useFinder() {
  const [, go] = useLocation();
  const [typed, setTyped] = useState('');
  /** On a narrow screen: the field covers the header. */
  const [opened, setOpened] = useState(false);
  const found = useFound(typed);
  const { wanted, current, users } = found;
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const first = users[0]?.id;
  // Other people stand there now: what was chosen of those before is chosen no more.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the store is another object with every rendering
  useEffect(() => combobox.resetSelectedOption(), [first]);
  const change = (value: string) => {
    setTyped(value);
    if (value.trim() === '') combobox.closeDropdown();
    else combobox.openDropdown();
  };
  const clear = () => {
    change('');
    setOpened(false);
  };
  const leave = (to: string) => {
    clear();
    go(to);
  };
  const toAll = () => leave(`${paths.people}?${new URLSearchParams({ search: wanted })}`);
  const submit = (value: string) => (value === allResults ? toAll() : leave(consolePath('people', value)));
  const keyed = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && !combobox.dropdownOpened) clear();
    if (event.key !== 'Enter' || wanted === '') return;
    if (combobox.dropdownOpened && combobox.getSelectedOptionIndex() !== -1) return;
    event.preventDefault();
    // Nothing is chosen: the one whom it means, or else the list of all.
    const [only, ...others] = users;
    if (current && only !== undefined && others.length === 0) leave(consolePath('people', only.id));
    else toAll();
  };
  const leaveField = () => {
    combobox.closeDropdown();
    if (wanted === '') setOpened(false);
  };
  return { typed, found, combobox, opened, setOpened, change, clear, submit, keyed, leaveField };
}

/** Where there is no room for the field, a button opens it over the header. */
export function PeopleFinder() {
  const { typed, found, combobox, opened, setOpened, change, clear, submit, keyed, leaveField } = useFinder();
  const input = useRef<HTMLInputElement>(null);
  const open = () => {
    // The next key is typed into it already: the field has to be there.
    flushSync(() => setOpened(true));
    input.current?.focus();
  };
  useHotkeys([['/', open]]);
  const end =
    typed === '' && !opened ? (
      <Kbd aria-hidden size="xs" visibleFrom="sm">
        /
      </Kbd>
    ) : (
      <CloseButton aria-label={text('search.clear')} onClick={clear} />
    );
  return (
    <search aria-label={text('finder.label')} className={classes.place} data-opened={opened || undefined}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        hiddenFrom="sm"
        aria-label={text('finder.label')}
        onClick={open}
      >
        <IconSearch size={20} aria-hidden />
      </ActionIcon>
      <div className={classes.field}>
        <Combobox store={combobox} onOptionSubmit={submit} shadow="md" withinPortal={false}>
          <Combobox.Target withExpandedAttribute>
            <TextInput
              ref={input}
              aria-label={text('finder.label')}
              aria-autocomplete="list"
              placeholder={text('finder.placeholder')}
              value={typed}
              onChange={(event) => change(event.currentTarget.value)}
              onFocus={() => change(typed)}
              onBlur={leaveField}
              onKeyDown={keyed}
              leftSection={<IconSearch size={16} aria-hidden />}
              rightSectionPointerEvents="all"
              rightSection={end}
              enterKeyHint="search"
              autoComplete="off"
              spellCheck={false}
              maxLength={200}
            />
          </Combobox.Target>
          <Combobox.Dropdown>
            <FoundList found={found} />
          </Combobox.Dropdown>
        </Combobox>
        <VisuallyHidden role="status">{announcementOf(found)}</VisuallyHidden>
      </div>
    </search>
  );
}
