/** Console → one schedule: its windows and exceptions, and what they mean in the next days, before they are saved. */
import { Button, Fieldset, Group, Paper, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation, useParams } from 'wouter';
import { isRefusal } from '../../api/client.ts';
import {
  type Schedule,
  scheduleChange,
  scheduleCreate,
  scheduleDelete,
  scheduleQuery,
  schedulesFilter,
} from '../../api/schedules.ts';
import { consolePath, paths } from '../../paths.ts';
import { text } from '../../texts/texts.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { FormFailure } from '../../ui/failure.tsx';
import { focusFirstFault } from '../../ui/focus-first-fault.ts';
import { notifyDone } from '../../ui/notify.tsx';
import { Page } from '../../ui/page.tsx';
import { PageState } from '../../ui/query-state.tsx';
import { usePermitted } from '../../ui/session-context.ts';
import { letGo } from '../../ui/unsaved.ts';
import { useRebase } from '../../ui/use-rebase.ts';
import { ScheduleDays } from './schedule-days.tsx';
import { ScheduleFieldsForm } from './schedule-fields.tsx';
import {
  isReadable,
  type ScheduleValues,
  scheduleFaults,
  scheduleFieldsOf,
  scheduleValues,
  serverFaults,
} from './schedule-form.ts';

const back = () => ({ href: paths.schedules, label: text('schedules.title') });

function DeleteSchedule({ schedule }: { readonly schedule: Schedule }) {
  const queryClient = useQueryClient();
  const [, navigate] = useLocation();
  const [asked, setAsked] = useState(false);
  const { users, teams, roles } = schedule.assigned;
  const used = users + teams + roles > 0;
  const remove = useMutation({
    mutationFn: () => scheduleDelete(schedule.id),
    onSuccess: async () => {
      notifyDone(text('schedule.deleted', { name: schedule.name }));
      letGo();
      navigate(paths.schedules);
      await queryClient.invalidateQueries(schedulesFilter);
    },
  });
  return (
    <>
      <Button variant="default" disabled={used} onClick={() => setAsked(true)}>
        {text('schedule.delete')}
      </Button>
      {used ? (
        <Text size="sm" c="dimmed">
          {text('schedule.delete.used')}
        </Text>
      ) : null}
      <ConfirmDialog
        opened={asked}
        question={text('schedule.delete.question', { name: schedule.name })}
        consequence={text('schedule.delete.text')}
        act={text('schedule.delete')}
        pending={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate()}
        onClose={() => setAsked(false)}
      />
    </>
  );
}

interface EditorProps {
  /** Null for a new one. */
  readonly schedule: Schedule | null;
  readonly tag: string | null;
}

function useEditor({ schedule, tag }: EditorProps) {
  const queryClient = useQueryClient();
  const [, navigate] = useLocation();
  const newest = scheduleValues(schedule);
  const form = useForm<ScheduleValues>({ mode: 'controlled', initialValues: newest, validate: scheduleFaults });
  const kept = useRebase(
    form,
    newest,
    tag,
    schedule === null ? text('schedules.new') : text('unsaved.of', { name: schedule.name }),
  );
  const save = useMutation({
    mutationFn: (values: ScheduleValues) => {
      const fields = scheduleFieldsOf(values);
      return schedule === null ? scheduleCreate(fields) : scheduleChange(schedule.id, fields, tag);
    },
    onSuccess: async (saved, values) => {
      kept(values);
      notifyDone(text('schedule.saved', { name: saved.name }));
      await queryClient.invalidateQueries(schedulesFilter);
      if (schedule !== null) return;
      letGo();
      navigate(consolePath('schedules', saved.id));
    },
    onError: (error) => {
      if (isRefusal(error, 'precondition_failed')) return queryClient.invalidateQueries(schedulesFilter);
      return form.setErrors(serverFaults(error));
    },
  });
  return { form, save };
}

function ScheduleEditor(props: EditorProps) {
  const { schedule } = props;
  const { form, save } = useEditor(props);
  const mayChange = usePermitted('schedules:update');
  return (
    <Stack gap="xl">
      <Paper withBorder p={{ base: 'md', xs: 'lg' }}>
        <form noValidate onSubmit={form.onSubmit((values) => save.mutate(values), focusFirstFault)}>
          <Fieldset variant="unstyled" disabled={!mayChange} aria-label={text('schedule.legend')}>
            <Stack>
              <FormFailure error={save.error} />
              <ScheduleFieldsForm form={form} />
              {mayChange ? (
                <>
                  {schedule === null ? null : (
                    <Text size="sm" c="dimmed">
                      {text('schedule.save.hint')}
                    </Text>
                  )}
                  <Group>
                    <Button type="submit" loading={save.isPending}>
                      {schedule === null ? text('schedules.new') : text('action.save')}
                    </Button>
                    {schedule === null ? (
                      <Button component={Link} href={paths.schedules} variant="default">
                        {text('action.cancel')}
                      </Button>
                    ) : (
                      <DeleteSchedule schedule={schedule} />
                    )}
                  </Group>
                </>
              ) : null}
            </Stack>
          </Fieldset>
        </form>
      </Paper>
      <ScheduleDays schedule={isReadable(form.values) ? scheduleFieldsOf(form.values) : null} />
    </Stack>
  );
}

export function ScheduleNewPage() {
  return (
    <Page title={text('schedules.new')} back={back()}>
      <ScheduleEditor schedule={null} tag={null} />
    </Page>
  );
}

export function SchedulePage() {
  const { id = '' } = useParams();
  const query = useQuery(scheduleQuery(id));
  return (
    <PageState query={query} frame={{ title: text('schedules.title'), back: back() }}>
      {({ answer, tag }) => (
        <Page title={answer.name} back={back()}>
          <ScheduleEditor key={answer.id} schedule={answer} tag={tag} />
        </Page>
      )}
    </PageState>
  );
}
