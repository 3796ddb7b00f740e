/** A schedule made where one is chosen: the week editor in a dialog, without leaving what it is for. */
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { scheduleCreate, schedulesFilter } from '../../api/schedules.ts';
import { text } from '../../texts/texts.ts';
import { focusFirstFault } from '../../ui/focus-first-fault.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { ScheduleFieldsForm } from './schedule-fields.tsx';
import {
  type ScheduleValues,
  scheduleFaults,
  scheduleFieldsOf,
  scheduleValues,
  serverFaults,
} from './schedule-form.ts';

interface ScheduleNewDialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  /** It is there, and in the list. */
  readonly onCreated: (id: string) => void;
}

export function ScheduleNewDialog({ opened, onClose, onCreated }: ScheduleNewDialogProps) {
  const queryClient = useQueryClient();
  const form = useForm<ScheduleValues>({
    mode: 'controlled',
    initialValues: scheduleValues(null),
    validate: scheduleFaults,
  });
  const create = useMutation({
    mutationFn: (values: ScheduleValues) => scheduleCreate(scheduleFieldsOf(values)),
    onSuccess: async ({ id, name }) => {
      await queryClient.invalidateQueries(schedulesFilter);
      notifyDone(text('schedule.saved', { name }));
      form.reset();
      onCreated(id);
    },
    onError: (error) => form.setErrors(serverFaults(error)),
  });
  return (
    <FormDialog
      opened={opened}
      title={text('schedules.new')}
      act={text('schedules.new')}
      pending={create.isPending}
      error={create.error}
      unsaved={form.isDirty()}
      interrupts
      size="lg"
      onSubmit={() => form.onSubmit((values) => create.mutate(values), focusFirstFault)()}
      onClose={onClose}
    >
      <ScheduleFieldsForm form={form} />
    </FormDialog>
  );
}
