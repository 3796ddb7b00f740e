/** How a refusal or failure is told: what happened, why, what to do next, and the reference number if there is one. */
import { Alert, Button, Code, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { ApiError, isRefusal } from '../api/client.ts';
import { text } from '../texts/texts.ts';
import { wholeFault } from './known-faults.ts';

interface Told {
  readonly title: string;
  readonly help: string | null;
  readonly reference: string | null;
}

/** The words for a failure: the server's own, or ours where no answer or no proper one came. */
export function told(error: unknown): Told {
  if (!(error instanceof ApiError) || error.problem.title === '') {
    const unreachable = error instanceof ApiError && error.code === 'unreachable';
    return unreachable
      ? { title: text('failure.unreachable'), help: text('failure.unreachable.help'), reference: null }
      : { title: text('failure.unexpected'), help: text('failure.unexpected.help'), reference: null };
  }
  const { title, help, detail, reference } = error.problem;
  const whole = error.code === 'invalid_request' ? wholeFault(error.problem) : null;
  return { title, help: whole ?? help ?? detail ?? null, reference: reference ?? null };
}

/** A failure in one line, for beside a field: titles come without a full stop, helps with one. */
export function sentences({ title, help }: Told): string {
  return help === null ? title : `${title.replace(/\.$/, '')}. ${help}`;
}

function FailureText({ help, reference }: { readonly help: string | null; readonly reference: string | null }) {
  return (
    <Stack gap={4}>
      {help === null ? null : <Text size="sm">{help}</Text>}
      {reference === null ? null : <Code w="fit-content">{text('failure.reference', { reference })}</Code>}
    </Stack>
  );
}

/** Forms load what somebody else saved and keep what was typed (useRebase): nobody has to reload and begin anew. */
function overtaken(): Told {
  return { title: text('overtaken'), help: text('overtaken.text'), reference: null };
}

/** A failure at the top of a form or dialog: announced, and focused so that the keyboard continues from there. */
export function FormFailure({ error }: { readonly error: unknown }) {
  const ref = useRef<HTMLDivElement>(null);
  // A second failure of the same form is a new error object: focus goes there again.
  useEffect(() => {
    if (error !== null && error !== undefined) ref.current?.focus();
  }, [error]);
  if (error === null || error === undefined) return null;
  const { title, help, reference } = isRefusal(error, 'precondition_failed') ? overtaken() : told(error);
  return (
    <Alert ref={ref} tabIndex={-1} role="alert" color="red" icon={<IconAlertTriangle aria-hidden />} title={title}>
      <FailureText help={help} reference={reference} />
    </Alert>
  );
}

/** Something could not be loaded: says why and offers to try again. */
export function LoadFailure({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) {
  const { title, help, reference } = told(error);
  return (
    <Alert role="alert" color="red" icon={<IconAlertTriangle aria-hidden />} title={title}>
      <Stack gap="sm" align="flex-start">
        <FailureText help={help} reference={reference} />
        <Button variant="default" size="sm" onClick={onRetry}>
          {text('action.retry')}
        </Button>
      </Stack>
    </Alert>
  );
}

/** An empty place: says what belongs here and how to begin. */
export function Empty({
  title,
  help,
  action,
}: {
  readonly title: string;
  readonly help: string;
  readonly action?: ReactNode;
}) {
  return (
    <Stack align="center" gap="xs" py="xl" ta="center" role="status">
      <Text fw={600}>{title}</Text>
      <Text c="dimmed" size="sm">
        {help}
      </Text>
      {action}
    </Stack>
  );
}
