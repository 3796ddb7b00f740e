/** Console → Roles: what people of each role may do, where they land, what they take (S4, M3). */
import { Badge, Group, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type Role, rolesQuery } from '../../api/roles.ts';
import { consolePath, paths } from '../../paths.ts';
import { plural, text } from '../../texts/texts.ts';
import { ListTable } from '../../ui/list-table.tsx';
import { NewLink } from '../../ui/new-link.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryState } from '../../ui/query-state.tsx';
import { RowLink } from '../../ui/row-link.tsx';
import { usePermitted } from '../../ui/session-context.ts';
import { useScheduleName } from '../schedules/schedule-field.tsx';
import { homeName } from './home-name.ts';
import { roleName } from './role-name.ts';

function NewButton() {
  if (!usePermitted('roles:update')) return null;
  return <NewLink href={paths.roleNew} label={text('roles.new')} />;
}

function seatText({ usesSeat, seatsMax }: Role): string {
  if (!usesSeat) return text('roles.seat.none');
  return seatsMax === null ? text('roles.seat.one') : plural('roles.seat.max', seatsMax);
}

function RoleRow({ role }: { readonly role: Role }) {
  const scheduleName = useScheduleName();
  return (
    <Table.Tr>
      <Table.Th scope="row" fw="normal">
        <Group gap="xs">
          <RowLink href={consolePath('roles', role.id)}>{roleName(role)}</RowLink>
          {role.builtIn ? (
            <Badge variant="light" color="gray">
              {text('roles.builtIn')}
            </Badge>
          ) : null}
        </Group>
        <Text size="xs" c="dimmed">
          {role.key}
        </Text>
      </Table.Th>
      <Table.Td visibleFrom="sm" style={{ overflowWrap: 'anywhere' }}>
        {homeName(role.home)}
      </Table.Td>
      <Table.Td>
        {seatText(role)}
        {role.stationRequired ? (
          <Text size="xs" c="dimmed">
            {text('roles.station.asked')}
          </Text>
        ) : null}
      </Table.Td>
      <Table.Td visibleFrom="md">{scheduleName(role.schedule)}</Table.Td>
      <Table.Td visibleFrom="md">{plural('roles.permissions', role.permissions.length)}</Table.Td>
    </Table.Tr>
  );
}

export function RolesPage() {
  const query = useQuery(rolesQuery);
  return (
    <Page title={text('roles.title')} intro={text('roles.intro')} width="wide" actions={<NewButton />}>
      <QueryState query={query}>
        {({ items }) => (
          <ListTable
            label={text('roles.title')}
            header={
              <>
                <Table.Th>{text('roles.name')}</Table.Th>
                <Table.Th visibleFrom="sm">{text('roles.home')}</Table.Th>
                <Table.Th>{text('roles.seat')}</Table.Th>
                <Table.Th visibleFrom="md">{text('hours.label')}</Table.Th>
                <Table.Th visibleFrom="md">{text('roles.may')}</Table.Th>
              </>
            }
          >
            {items.map((role) => (
              <RoleRow key={role.id} role={role} />
            ))}
          </ListTable>
        )}
      </QueryState>
    </Page>
  );
}
