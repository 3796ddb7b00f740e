/** Choosing a schedule, and saying which one it is. */
import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { schedulesQuery } from '../api/schedules.ts';
import { text } from '../texts/texts.ts';
import { usePermitted } from '../ui/session-context.ts';

/** Schedules, where the role may see them. */
function useSchedules() {
  const permitted = usePermitted('schedules:read');
  return useQuery({ ...schedulesQuery, enabled: permitted }).data?.items ?? [];
}

/** Says which schedule an id means; none is "always". */
export function useScheduleName(): (id: string | null) => string {
  const schedules = useSchedules();
  return (id) => (id === null ? text('hours.always') : (schedules.find((one) => one.id === id)?.name ?? '…'));
}

interface ScheduleFieldProps {
  readonly value: string | null;
  readonly onChange: (id: string | null) => void;
  /** What no schedule means here. */
  readonly none: string;
  readonly description: string;
  readonly disabled?: boolean;
  readonly error?: ReactNode;
}

export function ScheduleField({ value, onChange, none, description, disabled = false, error }: ScheduleFieldProps) {
  const schedules = useSchedules();
  return (
    <Select
      label={text('hours.label')}
      description={description}
      data={[{ value: '', label: none }, ...schedules.map(({ id, name }) => ({ value: id, label: name }))]}
      value={value ?? ''}
      onChange={(id) => onChange(id === null || id === '' ? null : id)}
      allowDeselect={false}
      searchable={schedules.length > 10}
      disabled={disabled}
      error={error}
    />
  );
}
