/** Choosing what a role may do: acts on people with their reach, then areas. Nobody gives what they do not have. */
import { Checkbox, SimpleGrid, Stack, Table, Text } from '@mantine/core';
import { text } from '../../texts/texts.ts';
import { useSession } from '../../ui/session-context.ts';
import { type Act, actPermission, acts, areaPermission, areas, includes } from './permission-matrix.ts';

interface PermissionFieldsProps {
  readonly value: readonly string[];
  readonly onChange: (permissions: readonly string[]) => void;
  /** Why nothing can be changed; null where it can. */
  readonly locked: string | null;
}

interface BoxProps extends PermissionFieldsProps {
  readonly permission: string;
}

function usePermissionBox({ permission, value, onChange, locked }: BoxProps) {
  const own = useSession().role.permissions;
  const held = includes(own, permission);
  // Contained in the same act for everybody: it cannot be taken away alone.
  const contained = includes(value, permission) && !value.includes(permission);
  return {
    checked: includes(value, permission),
    disabled: locked !== null || !held || contained,
    onChange: () =>
      onChange(value.includes(permission) ? value.filter((one) => one !== permission) : [...value, permission]),
  };
}

function ReachBox({
  act,
  reach,
  ...props
}: PermissionFieldsProps & { readonly act: Act; readonly reach: 'users' | 'team' }) {
  const permission = actPermission(act, reach) ?? '';
  const box = usePermissionBox({ ...props, permission });
  if (permission === '') return null;
  const label = text('permission.of', { act: text(`act.${act}`), reach: text(`reach.${reach}`) });
  return <Checkbox aria-label={label} {...box} />;
}

function AreaBox({ area, ...props }: PermissionFieldsProps & { readonly area: (typeof areas)[number] }) {
  const box = usePermissionBox({ ...props, permission: areaPermission(area) });
  return <Checkbox label={text(`area.${area}`)} {...box} />;
}

export function PermissionFields(props: PermissionFieldsProps) {
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        {props.locked ?? text('permission.hint')}
      </Text>
      <Table aria-label={text('permission.people')} withTableBorder verticalSpacing="xs" horizontalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{text('permission.people')}</Table.Th>
            <Table.Th w={76} fz="xs">
              {text('reach.team')}
            </Table.Th>
            <Table.Th w={76} fz="xs">
              {text('reach.users')}
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {acts.map((act) => (
            <Table.Tr key={act}>
              <Table.Th scope="row" fw="normal">
                {text(`act.${act}`)}
              </Table.Th>
              <Table.Td>
                <ReachBox {...props} act={act} reach="team" />
              </Table.Td>
              <Table.Td>
                <ReachBox {...props} act={act} reach="users" />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <SimpleGrid cols={{ base: 1, xs: 2 }} component="fieldset" m={0} p={0} bd={0}>
        {areas.map((area) => (
          <AreaBox key={area} {...props} area={area} />
        ))}
      </SimpleGrid>
    </Stack>
  );
}
