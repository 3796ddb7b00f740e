/** Choosing a schedule, or making one, and saying which one it is. */
import { Button, Select, Stack } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { schedulesQuery } from '../../api/schedules.ts';
import { text } from '../../texts/texts.ts';
import { usePermitted } from '../../ui/session-context.ts';
import { ScheduleNewDialog } from './schedule-new-dialog.tsx';

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

/** For who may make schedules. */
function NewHours({ onCreated }: { readonly onCreated: (id: string) => void }) {
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => setOpened(true)}
      >
        {text('hours.new')}
      </Button>
      <ScheduleNewDialog
        opened={opened}
        onClose={() => setOpened(false)}
        onCreated={(id) => {
          setOpened(false);
          onCreated(id);
        }}
      />
    </>
  );
}

export function ScheduleField({ value, onChange, none, description, disabled = false, error }: ScheduleFieldProps) {
  const schedules = useSchedules();
  const mayCreate = usePermitted('schedules:update');
  return (
    <Stack gap={4} align="stretch">
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
      {mayCreate && !disabled ? (
        <div>
          <NewHours onCreated={onChange} />
        </div>
      ) : null}
    </Stack>
  );
}
