/** What is asked before an act on many people: whether, or which team, role or hours. */
import { Select, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { rolesQuery } from '../../api/roles.ts';
import { teamsQuery } from '../../api/teams.ts';
import type { BulkAction } from '../../api/users-bulk.ts';
import { plural, text } from '../../texts/texts.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { roleName } from '../roles/role-name.ts';
import { ScheduleField } from '../schedules/schedule-field.tsx';

export type AskedAction = Exclude<BulkAction, 'enable' | 'unlock' | 'activate' | 'inactivate'>;

/** Those that say what will happen, before something that is felt at once. */
const warned = ['disable', 'sign_out', 'set_role'] as const;

interface ValueProps {
  readonly action: AskedAction;
  readonly value: string | null;
  readonly onChange: (value: string | null) => void;
  readonly error: string | null;
}

function ChoiceField({ action, value, onChange, error }: ValueProps) {
  const aboutRole = action === 'set_role';
  const roles = useQuery({ ...rolesQuery, enabled: aboutRole });
  const teams = useQuery({ ...teamsQuery, enabled: !aboutRole });
  const data = aboutRole
    ? (roles.data?.items ?? []).map((role) => ({ value: role.key, label: roleName(role) }))
    : (teams.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }));
  return (
    <Select
      label={text(aboutRole ? 'people.role' : 'people.bulk.team')}
      data={data}
      value={value}
      onChange={onChange}
      searchable={data.length > 10}
      openOnFocus={false}
      nothingFoundMessage={text(aboutRole ? 'people.bulk.role.none' : 'person.teams.none')}
      error={error}
      data-autofocus
    />
  );
}

function ValueField(props: ValueProps) {
  const { action, value, onChange } = props;
  if (action === 'disable' || action === 'sign_out') return null;
  if (action !== 'set_schedule') return <ChoiceField {...props} />;
  return (
    <ScheduleField
      value={value}
      onChange={onChange}
      none={text('people.bulk.schedule.none')}
      description={text('people.bulk.schedule.hint')}
    />
  );
}

interface BulkDialogProps {
  readonly action: AskedAction;
  /** How many people it is about. */
  readonly count: number;
  readonly pending: boolean;
  readonly error: unknown;
  readonly onConfirm: (value: string | null | undefined) => void;
  readonly onClose: () => void;
}

export function BulkDialog({ action, count, onConfirm, ...dialog }: BulkDialogProps) {
  const [value, setValue] = useState<string | null>(null);
  const [missing, setMissing] = useState(false);
  const valueless = action === 'disable' || action === 'sign_out';
  const mayBeEmpty = valueless || action === 'set_schedule';
  const warning = warned.find((one) => one === action);
  return (
    <FormDialog
      {...dialog}
      opened
      title={plural(`people.bulk.${action}.title`, count)}
      act={plural(`people.bulk.${action}.act`, count)}
      dangerous={warning !== undefined}
      onSubmit={() => {
        setMissing(!mayBeEmpty && value === null);
        if (mayBeEmpty || value !== null) onConfirm(valueless ? undefined : value);
      }}
    >
      {warning === undefined ? null : <Text>{text(`people.bulk.${warning}.text`)}</Text>}
      <ValueField
        action={action}
        value={value}
        onChange={setValue}
        error={missing && value === null ? text('people.bulk.missing') : null}
      />
    </FormDialog>
  );
}
