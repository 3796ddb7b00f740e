/** The rows of a schedule: weekly windows, and exceptions that replace them on a date. */
import { Button, Checkbox, Fieldset, Group, Stack, Switch, Text, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { IconPlus } from '@tabler/icons-react';
import { text } from '../../texts/texts.ts';
import { useTimeStyle } from '../../ui/session-context.ts';
import { useDayNames } from './day-names.ts';
import { newException, newWindow, type ScheduleValues, timeTyped, weekdays } from './schedule-form.ts';
import { todayIn } from './schedule-preview.ts';

export type ScheduleForm = UseFormReturnType<ScheduleValues>;

const windowsMax = 50;
const exceptionsMax = 200;

interface TimesProps {
  readonly form: ScheduleForm;
  /** `windows.0`. */
  readonly path: string;
  readonly from: string;
  readonly to: string;
}

function Times({ form, path, from, to }: TimesProps) {
  const overnight = timeTyped(to) < timeTyped(from) && timeTyped(to) !== '';
  const field = { inputMode: 'numeric', maxLength: 5, placeholder: '09:00', autoComplete: 'off', w: 110 } as const;
  return (
    <Group gap="sm" align="flex-start">
      <TextInput {...field} label={text('schedule.from')} {...form.getInputProps(`${path}.from`)} />
      <TextInput
        {...field}
        label={text('schedule.to')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        {...(overnight ? { description: text('schedule.nextDay') } : {})}
        {...form.getInputProps(`${path}.to`)}
      />
    </Group>
  );
}

function WindowRow({ form, index }: { readonly form: ScheduleForm; readonly index: number }) {
  const short = useDayNames('short');
  const path = `windows.${index}`;
  const window = form.values.windows[index];
  if (window === undefined) return null;
  return (
    <Fieldset legend={text('schedule.window', { number: index + 1 })}>
      <Stack gap="sm">
        <Checkbox.Group label={text('schedule.days')} {...form.getInputProps(`${path}.days`)}>
          <Group gap="md" mt={4}>
            {weekdays.map((day, at) => (
              <Checkbox key={day} value={day} label={short[at]} />
            ))}
          </Group>
        </Checkbox.Group>
        <Times form={form} path={path} from={window.from} to={window.to} />
        <Group>
          <Button
            variant="default"
            size="xs"
            aria-label={text('schedule.window.remove.of', { number: index + 1 })}
            onClick={() => form.removeListItem('windows', index)}
          >
            {text('schedule.remove')}
          </Button>
        </Group>
      </Stack>
    </Fieldset>
  );
}

function ExceptionRow({ form, index }: { readonly form: ScheduleForm; readonly index: number }) {
  const path = `exceptions.${index}`;
  const exception = form.values.exceptions[index];
  if (exception === undefined) return null;
  return (
    <Fieldset legend={text('schedule.exception.of', { number: index + 1 })}>
      <Stack gap="sm">
        <TextInput type="date" label={text('schedule.date')} w={180} {...form.getInputProps(`${path}.date`)} />
        <Switch label={text('schedule.closed')} {...form.getInputProps(`${path}.closed`, { type: 'checkbox' })} />
        {exception.closed ? null : <Times form={form} path={path} from={exception.from} to={exception.to} />}
        <Group>
          <Button
            variant="default"
            size="xs"
            aria-label={text('schedule.exception.remove.of', { number: index + 1 })}
            onClick={() => form.removeListItem('exceptions', index)}
          >
            {text('schedule.remove')}
          </Button>
        </Group>
      </Stack>
    </Fieldset>
  );
}

export function ScheduleFieldsForm({ form }: { readonly form: ScheduleForm }) {
  const { timeZone } = useTimeStyle();
  const { windows, exceptions } = form.values;
  const add = { variant: 'default', leftSection: <IconPlus size={16} aria-hidden />, w: 'fit-content' } as const;
  return (
    <>
      <TextInput label={text('schedules.name')} maxLength={100} autoComplete="off" {...form.getInputProps('name')} />
      <Text size="sm" c="dimmed">
        {text('schedule.windows.hint')}
      </Text>
      {windows.map((window, index) => (
        <WindowRow key={window.id} form={form} index={index} />
      ))}
      {windows.length < windowsMax ? (
        <Button {...add} onClick={() => form.insertListItem('windows', newWindow())}>
          {text('schedule.window.add')}
        </Button>
      ) : null}
      <Text size="sm" c="dimmed">
        {text('schedule.exceptions.hint')}
      </Text>
      {exceptions.map((exception, index) => (
        <ExceptionRow key={exception.id} form={form} index={index} />
      ))}
      {exceptions.length < exceptionsMax ? (
        <Button {...add} onClick={() => form.insertListItem('exceptions', newException(todayIn(timeZone, Date.now())))}>
          {text('schedule.exception.add')}
        </Button>
      ) : null}
    </>
  );
}
