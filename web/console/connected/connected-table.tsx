/** The rows of the live view: who, where, since when, with which station and seat. */
import { Table, Text, VisuallyHidden } from '@mantine/core';
import type { ConnectedPerson } from '../../api/connections.ts';
import { text } from '../../texts/texts.ts';
import { ListTable } from '../../ui/list-table.tsx';
import { useTimeStyle } from '../../ui/session-context.ts';
import { momentText } from '../../ui/time.ts';
import { roleName } from '../roles/role-name.ts';
import type { Asked } from './connected-dialogs.tsx';
import { ConnectedMenu } from './connected-menu.tsx';

type OnOpen = (person: ConnectedPerson, what: Asked) => void;

function Row({ person, onOpen }: { readonly person: ConnectedPerson; readonly onOpen: OnOpen }) {
  const style = useTimeStyle();
  const since = momentText(person.since, style, Date.now());
  const teams = person.teams.map(({ name }) => name).join(', ');
  return (
    <Table.Tr>
      <Table.Th scope="row" fw="normal">
        <Text size="sm" fw={600}>
          {person.user.displayName}
        </Text>
        <Text size="sm" c="dimmed">
          {person.user.username}
        </Text>
        <Text size="sm" c="dimmed" hiddenFrom="sm">
          {since} · {person.browser}
        </Text>
      </Table.Th>
      <Table.Td visibleFrom="md">
        <Text size="sm">{roleName(person.role)}</Text>
        <Text size="sm" c="dimmed">
          {teams}
        </Text>
      </Table.Td>
      <Table.Td visibleFrom="sm">{since}</Table.Td>
      <Table.Td visibleFrom="md">{person.tabs.length}</Table.Td>
      <Table.Td visibleFrom="sm">
        <Text size="sm">{person.browser}</Text>
        <Text size="sm" c="dimmed">
          {person.address}
        </Text>
      </Table.Td>
      <Table.Td>{person.station ?? '–'}</Table.Td>
      <Table.Td visibleFrom="md">{text(person.seat ? 'connected.seat.yes' : 'connected.seat.no')}</Table.Td>
      <Table.Td w={60}>
        <ConnectedMenu person={person} onOpen={(what) => onOpen(person, what)} />
      </Table.Td>
    </Table.Tr>
  );
}

interface ConnectedTableProps {
  readonly people: readonly ConnectedPerson[];
  readonly onOpen: OnOpen;
}

export function ConnectedTable({ people, onOpen }: ConnectedTableProps) {
  return (
    <ListTable
      label={text('connected.title')}
      header={
        <>
          <Table.Th>{text('connected.name')}</Table.Th>
          <Table.Th visibleFrom="md">{text('connected.role')}</Table.Th>
          <Table.Th visibleFrom="sm">{text('connected.since')}</Table.Th>
          <Table.Th visibleFrom="md">{text('connected.tabs')}</Table.Th>
          <Table.Th visibleFrom="sm">{text('connected.where')}</Table.Th>
          <Table.Th>{text('connected.station')}</Table.Th>
          <Table.Th visibleFrom="md">{text('connected.seat')}</Table.Th>
          <Table.Th>
            <VisuallyHidden>{text('connected.acts')}</VisuallyHidden>
          </Table.Th>
        </>
      }
    >
      {people.map((person) => (
        <Row key={person.id} person={person} onOpen={onOpen} />
      ))}
    </ListTable>
  );
}
