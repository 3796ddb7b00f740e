/** Who is missing on the page Shift: their hours have begun, and they are not signed in. */
import { Table, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { type LatePerson, lateQuery } from '../../api/reports.ts';
import { plural, text } from '../../texts/texts.ts';
import { Empty } from '../../ui/failure.tsx';
import { ListState } from '../../ui/list-state.tsx';
import { useTimeStyle } from '../../ui/session-context.ts';
import { dateTimeText } from '../../ui/time.ts';
import { roleName } from '../roles/role-name.ts';
import { clockText } from './shift-time.ts';

function LateRow({ person }: { readonly person: LatePerson }) {
  const style = useTimeStyle();
  return (
    <Table.Tr>
      <Table.Th scope="row" fw="normal">
        <Text size="sm" fw={600}>
          {person.name}
        </Text>
        <Text size="sm" c="dimmed" hiddenFrom="sm">
          {person.teams.join(', ')}
        </Text>
      </Table.Th>
      <Table.Td visibleFrom="sm">{roleName(person.role)}</Table.Td>
      <Table.Td visibleFrom="sm">{person.teams.join(', ')}</Table.Td>
      <Table.Td>
        {person.until === null
          ? text('shift.late.since', { since: clockText(Date.parse(person.since), style) })
          : text('shift.late.hours', {
              since: clockText(Date.parse(person.since), style),
              until: clockText(Date.parse(person.until), style),
            })}
      </Table.Td>
      <Table.Td visibleFrom="md">
        {person.lastSignInAt === null ? text('people.lastSignIn.never') : dateTimeText(person.lastSignInAt, style)}
      </Table.Td>
    </Table.Tr>
  );
}

export function LatePanel() {
  const query = useInfiniteQuery(lateQuery);
  const { total = 0, expected = 0 } = query.data?.pages[0] ?? {};
  const empty =
    expected === 0 ? (
      <Empty title={text('shift.late.nobodyExpected')} help={text('shift.late.nobodyExpected.text')} />
    ) : (
      <Empty title={text('shift.late.none')} help={plural('shift.late.expected', expected)} />
    );
  return (
    <ListState query={query} empty={empty} summary={() => text('shift.late.summary', { total, expected })}>
      {(people) => (
        <Table.ScrollContainer minWidth={220} type="native">
          <Table verticalSpacing="xs" aria-label={text('shift.late')}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{text('people.name')}</Table.Th>
                <Table.Th visibleFrom="sm">{text('people.role')}</Table.Th>
                <Table.Th visibleFrom="sm">{text('shift.late.teams')}</Table.Th>
                <Table.Th>{text('shift.late.time')}</Table.Th>
                <Table.Th visibleFrom="md">{text('people.lastSignIn')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {people.map((person) => (
                <LateRow key={person.id} person={person} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </ListState>
  );
}
