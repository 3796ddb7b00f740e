/** Which column is what, with the first lines beside it; what all lines share; what becomes of people who exist. */
import { Button, Checkbox, Group, Paper, Radio, Select, Stack, Table, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { importFields } from '../../server/imports/fields.ts';
import { type ImportDetail, type ImportPlan, importChange, importsFilter } from '../api/imports.ts';
import { rolesQuery } from '../api/roles.ts';
import { roleName } from '../console/roles/role-name.ts';
import { text, textOr } from '../texts/texts.ts';
import { FormFailure } from '../ui/failure.tsx';
import { isTouched } from '../ui/rebase.ts';
import { usePermitted } from '../ui/session-context.ts';
import { useUnsaved } from '../ui/use-unsaved.ts';

const notRead = '';

function fieldOptions() {
  return [
    { value: notRead, label: text('imports.field.none') },
    ...importFields.map((field) => ({ value: field, label: textOr(`imports.field.${field}`, field) })),
  ];
}

interface ColumnProps {
  readonly name: string;
  readonly cells: readonly string[];
  readonly field: string | null;
  readonly onChange: (field: string | null) => void;
}

function Column({ name, cells, field, onChange }: ColumnProps) {
  return (
    <Table.Tr>
      <Table.Th scope="row" fw="normal" visibleFrom="sm" style={{ overflowWrap: 'anywhere' }}>
        {name}
      </Table.Th>
      <Table.Td>
        {/* Where there is no room beside it, the name stands above. */}
        <Text size="sm" mb={4} hiddenFrom="sm" style={{ overflowWrap: 'anywhere' }}>
          {name}
        </Text>
        <Select
          aria-label={text('imports.column.is', { name })}
          data={fieldOptions()}
          value={field ?? notRead}
          allowDeselect={false}
          onChange={(value) => onChange(value === notRead ? null : value)}
        />
      </Table.Td>
      <Table.Td visibleFrom="sm">
        <Text size="sm" c="dimmed" lineClamp={2} maw="28rem">
          {cells.map((cell) => (cell === '' ? '–' : cell)).join(' · ')}
        </Text>
      </Table.Td>
    </Table.Tr>
  );
}

function Choice<Value extends string>(props: {
  readonly name: 'existing' | 'passwords';
  readonly values: readonly Value[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}) {
  const { name, values, value, onChange } = props;
  return (
    <Radio.Group
      label={textOr(`imports.${name}`, name)}
      value={value}
      onChange={(chosen) => {
        const found = values.find((one) => one === chosen);
        if (found !== undefined) onChange(found);
      }}
    >
      <Stack gap="xs" mt="xs">
        {values.map((one) => (
          <Radio
            key={one}
            value={one}
            label={textOr(`imports.${name}.${one}`, one)}
            description={textOr(`imports.${name}.${one}.text`, '')}
          />
        ))}
      </Stack>
    </Radio.Group>
  );
}

function RoleForAll({ value, onChange }: { readonly value: string; readonly onChange: (role: string) => void }) {
  const permitted = usePermitted('roles:read');
  const { data } = useQuery({ ...rolesQuery, enabled: permitted });
  if (data === undefined) return null;
  return (
    <Select
      label={text('imports.role')}
      description={text('imports.role.text')}
      data={data.items.map((role) => ({ value: role.key, label: roleName(role) }))}
      value={value}
      allowDeselect={false}
      onChange={(role) => {
        if (role !== null) onChange(role);
      }}
    />
  );
}

function MustChange({ value, onChange }: { readonly value: boolean; readonly onChange: (value: boolean) => void }) {
  return (
    <Checkbox
      label={text('imports.mustChange')}
      description={text('imports.mustChange.text')}
      checked={value}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}

function withMustChange({ mustChange: _before, ...others }: ImportPlan['constants'], value: boolean) {
  return value ? { ...others, mustChange: 'yes' } : others;
}

interface ImportPlanFormProps {
  readonly of: ImportDetail;
  readonly tag: string | null;
  /** Goes on to the check. */
  readonly onSaved: () => Promise<void>;
  readonly cancel: ReactNode;
}

export function ImportPlanForm({ of, tag, onSaved, cancel }: ImportPlanFormProps) {
  const client = useQueryClient();
  const [plan, setPlan] = useState<ImportPlan>(of.plan);
  const save = useMutation({
    mutationFn: async () => {
      await importChange(of.id, plan, tag);
      await onSaved();
    },
    onSettled: () => client.invalidateQueries(importsFilter),
  });
  useUnsaved(isTouched(plan, of.plan), text('imports.columns'));
  // Columns may share a name; their place tells them apart.
  const columns = of.columns.map((name, index) => ({ name, index }));
  const hasUsername = plan.columns.includes('username');
  /** A field that was another column's before is this one's now. */
  const setColumn = (index: number, field: string | null): void =>
    setPlan({
      ...plan,
      columns: plan.columns.map((one, at) => (at === index ? field : field !== null && one === field ? null : one)),
    });
  return (
    <Stack gap="lg">
      <FormFailure error={save.error} />
      <Stack gap="sm">
        <Title order={2} size="h3">
          {text('imports.columns')}
        </Title>
        <Paper withBorder>
          <Table aria-label={text('imports.columns')} verticalSpacing="sm">
            <Table.Thead>
              <Table.Tr>
                <Table.Th visibleFrom="sm">{text('imports.column')}</Table.Th>
                <Table.Th>{text('imports.field')}</Table.Th>
                <Table.Th visibleFrom="sm">{text('imports.first')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {columns.map(({ name, index }) => (
                <Column
                  key={index}
                  name={name === '' ? text('imports.column.unnamed', { number: index + 1 }) : name}
                  cells={of.preview.map((cells) => cells[index] ?? '')}
                  field={plan.columns[index] ?? null}
                  onChange={(field) => setColumn(index, field)}
                />
              ))}
            </Table.Tbody>
          </Table>
        </Paper>
      </Stack>
      <Stack maw={560}>
        <RoleForAll
          value={plan.constants.role ?? 'agent'}
          onChange={(role) => setPlan({ ...plan, constants: { ...plan.constants, role } })}
        />
        <Choice
          name="existing"
          values={['skip', 'update', 'refuse']}
          value={plan.existing}
          onChange={(existing) => setPlan({ ...plan, existing })}
        />
        {plan.columns.includes('passwordHash') ? (
          <MustChange
            value={plan.constants.mustChange === 'yes'}
            onChange={(mustChange) => setPlan({ ...plan, constants: withMustChange(plan.constants, mustChange) })}
          />
        ) : null}
        <Choice
          name="passwords"
          values={['usual', 'none']}
          value={plan.passwords}
          onChange={(passwords) => setPlan({ ...plan, passwords })}
        />
      </Stack>
      {hasUsername ? null : <Text role="status">{text('imports.username.missing')}</Text>}
      <Group>
        <Button loading={save.isPending} disabled={!hasUsername} onClick={() => save.mutate()}>
          {text('imports.check')}
        </Button>
        {cancel}
      </Group>
      <Text c="dimmed">{text('imports.check.text')}</Text>
    </Stack>
  );
}
