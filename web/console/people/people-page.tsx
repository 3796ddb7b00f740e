/** Console → People: find a user by name, username or e-mail address. */
import { Button, Checkbox, Group, Stack, Table, Text } from '@mantine/core';
import { IconDownload, IconUpload } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { memo, type Ref, useCallback, useDeferredValue, useRef, useState } from 'react';
import { Link } from 'wouter';
import { type User, usersExportPath, usersQuery } from '../../api/users.ts';
import { consolePath, paths } from '../../paths.ts';
import { plural, text } from '../../texts/texts.ts';
import { Empty } from '../../ui/failure.tsx';
import { lazyPart } from '../../ui/lazy-page.tsx';
import { ListState } from '../../ui/list-state.tsx';
import { ListTable } from '../../ui/list-table.tsx';
import { NewLink } from '../../ui/new-link.tsx';
import { Page } from '../../ui/page.tsx';
import { RowLink } from '../../ui/row-link.tsx';
import { useSearch } from '../../ui/search-field.tsx';
import { usePermitted, useTimeStyle } from '../../ui/session-context.ts';
import { dateTimeText, timeZoneText } from '../../ui/time.ts';
import { personName } from '../person/person-name.ts';
import { useRoleName } from '../roles/role-name.ts';
import { filterOf, usePeopleAsked } from './people-address.ts';
import { useBulkActions } from './people-bulk-acts.ts';
import { PeopleFilters, useFilterWords } from './people-filters.tsx';
import { UserStatus } from './user-status.tsx';

const PeopleBulk = lazyPart(() => import('./people-bulk.tsx'), 'PeopleBulk', [
  'audit',
  'audit-actions',
  'people-bulk',
  'refusals',
  'schedules',
]);

function ImportButton() {
  const permitted = usePermitted('users:import');
  if (!permitted) return null;
  return (
    <Button component={Link} href={paths.imports} variant="default" leftSection={<IconUpload size={16} aria-hidden />}>
      {text('people.import')}
    </Button>
  );
}

function ExportButton() {
  const permitted = usePermitted('users:export');
  if (!permitted) return null;
  return (
    <Button
      component="a"
      href={usersExportPath}
      download
      variant="default"
      leftSection={<IconDownload size={16} aria-hidden />}
    >
      {text('people.export')}
    </Button>
  );
}

function NewButton() {
  const permitted = usePermitted('users:create');
  if (!permitted) return null;
  return <NewLink href={paths.personNew} label={text('people.new')} />;
}

interface UserRowProps {
  readonly user: User;
  /** What their role is called. */
  readonly role: string;
  readonly selected: boolean;
  /** Null: nothing can be done to many. */
  readonly onSelect: ((id: string, selected: boolean) => void) | null;
}

/** Drawn anew only when something in it changes: a list has hundreds of them. */
const UserRow = memo(function UserRow({ user, role, selected, onSelect }: UserRowProps) {
  const style = useTimeStyle();
  const name = `${user.firstName} ${user.lastName}`.trim();
  return (
    <Table.Tr {...(selected ? { bg: 'var(--mantine-color-default-hover)' } : {})}>
      {onSelect === null ? null : (
        <Table.Td>
          <Checkbox
            aria-label={text('people.bulk.select', { name: personName(user) })}
            checked={selected}
            onChange={(event) => onSelect(user.id, event.currentTarget.checked)}
          />
        </Table.Td>
      )}
      <Table.Th scope="row" fw="normal">
        <RowLink href={consolePath('people', user.id)}>{name === '' ? user.username : name}</RowLink>
        <Text size="sm" c="dimmed" hiddenFrom="sm" style={{ overflowWrap: 'anywhere' }}>
          {user.username}
        </Text>
      </Table.Th>
      <Table.Td visibleFrom="sm" style={{ overflowWrap: 'anywhere' }}>
        {user.username}
      </Table.Td>
      <Table.Td visibleFrom="md" style={{ overflowWrap: 'anywhere' }}>
        {user.email ?? '–'}
        {user.emailConfirmed ? null : (
          <Text size="xs" c="dimmed">
            {text('people.emailUnconfirmed')}
          </Text>
        )}
        {user.emailProblem === null ? null : (
          <Text size="xs" c="dimmed">
            {text('people.emailProblem', {
              reason: user.emailProblem.reason,
              time: dateTimeText(user.emailProblem.at, style),
            })}
          </Text>
        )}
      </Table.Td>
      <Table.Td visibleFrom="sm">{role}</Table.Td>
      <Table.Td>
        <UserStatus user={user} />
      </Table.Td>
      <Table.Td visibleFrom="md">
        {user.lastSignInAt === null ? text('people.lastSignIn.never') : dateTimeText(user.lastSignInAt, style)}
      </Table.Td>
    </Table.Tr>
  );
});

interface SelectAllProps {
  readonly users: readonly User[];
  readonly selected: number;
  readonly onSelect: (ids: readonly string[]) => void;
  readonly ref: Ref<HTMLInputElement>;
}

function SelectAll({ users, selected, onSelect, ref }: SelectAllProps) {
  return (
    <Table.Th w={44}>
      <Checkbox
        ref={ref}
        aria-label={text('people.bulk.selectAll')}
        checked={selected === users.length}
        indeterminate={selected > 0 && selected < users.length}
        onChange={(event) => onSelect(event.currentTarget.checked ? users.map(({ id }) => id) : [])}
      />
    </Table.Th>
  );
}

/** Rows that fill a window; the others are drawn once these are seen. */
const firstRows = 15;

interface PeopleTableProps {
  readonly users: readonly User[];
  /** They have just come. False: they were here before, and whoever comes back finds the list as long as they left it. */
  readonly fresh: boolean;
  /** They are not the answer to what is asked now, which is on its way. */
  readonly outdated: boolean;
}

/** Only those who are shown are selected: whom a search or a filter takes out of sight is selected no more, also when they come back. */
function PeopleTable({ users, fresh, outdated }: PeopleTableProps) {
  const whole = useDeferredValue(true, !fresh);
  const actions = useBulkActions();
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const selectAll = useRef<HTMLInputElement>(null);
  const chosen = users.filter(({ id }) => ids.has(id));
  if (!outdated && chosen.length < ids.size) setIds(new Set(chosen.map(({ id }) => id)));
  const nameOfRole = useRoleName();
  // The same for every row and as long as the list is shown: a row that nothing happens to is not drawn again.
  const select = useCallback((id: string, selected: boolean) => {
    setIds((before) => {
      const after = new Set(before);
      if (selected) after.add(id);
      else after.delete(id);
      return after;
    });
  }, []);
  const clear = () => {
    setIds(new Set());
    selectAll.current?.focus();
  };
  return (
    <Stack>
      <ListTable
        label={text('people.title')}
        header={
          <>
            {actions.length === 0 ? null : (
              <SelectAll
                users={users}
                selected={chosen.length}
                onSelect={(all) => setIds(new Set(all))}
                ref={selectAll}
              />
            )}
            <Table.Th>{text('people.name')}</Table.Th>
            <Table.Th visibleFrom="sm">{text('people.username')}</Table.Th>
            <Table.Th visibleFrom="md">{text('people.email')}</Table.Th>
            <Table.Th visibleFrom="sm">{text('people.role')}</Table.Th>
            <Table.Th>{text('people.status')}</Table.Th>
            <Table.Th visibleFrom="md">{text('people.lastSignIn')}</Table.Th>
          </>
        }
      >
        {(whole ? users : users.slice(0, firstRows)).map((user) => (
          <UserRow
            key={user.id}
            user={user}
            role={nameOfRole(user.role)}
            selected={ids.has(user.id)}
            onSelect={actions.length === 0 ? null : select}
          />
        ))}
      </ListTable>
      {chosen.length === 0 ? null : <PeopleBulk users={chosen} actions={actions} onClear={clear} />}
    </Stack>
  );
}

/** Nobody is shown: because there is nobody, or because of what is asked for, which is named and can be taken back. */
function NobodyShown({ words, onClear }: { readonly words: readonly string[]; readonly onClear: () => void }) {
  if (words.length === 0)
    return <Empty title={text('people.empty')} help={text('people.empty.text')} action={<NewButton />} />;
  return (
    <Empty
      title={text('people.filter.none')}
      help={`${words.join(' · ')}. ${text('people.none.text')}`}
      action={
        <Button variant="default" onClick={onClear}>
          {text('people.filter.clear')}
        </Button>
      }
    />
  );
}

export function PeoplePage() {
  const [search] = useSearch();
  const { asked, change, clear } = usePeopleAsked();
  const filterWords = useFilterWords(asked);
  const { timeZone } = useTimeStyle();
  const query = useInfiniteQuery({ ...usersQuery(filterOf(asked, search)), placeholderData: keepPreviousData });
  const words = search === '' ? filterWords : [text('people.filter.search', { search }), ...filterWords];
  const summary = (count: number) =>
    `${plural('people.found', count)}. ${text('people.timeZone', { timeZone: timeZoneText(timeZone) })}`;
  return (
    <Page
      title={text('people.title')}
      width="wide"
      actions={
        <Group gap="sm">
          <ExportButton />
          <ImportButton />
          <NewButton />
        </Group>
      }
    >
      <PeopleFilters asked={asked} onChange={change} />
      <ListState query={query} empty={<NobodyShown words={words} onClear={clear} />} summary={summary}>
        {(users) => <PeopleTable users={users} fresh={query.isFetchedAfterMount} outdated={query.isPlaceholderData} />}
      </ListState>
    </Page>
  );
}
