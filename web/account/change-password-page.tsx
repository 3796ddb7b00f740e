/** User menu → Change password (P6): current, new with the live checker, repeat. Other sessions end; the owner is told. */
import { Alert, Button, Group, Paper, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconCheck } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { ApiError, isRefusal } from '../api/client.ts';
import { passwordChange } from '../api/passwords.ts';
import { sessionQuery, sessionsQuery } from '../api/session.ts';
import { text } from '../texts/texts.ts';
import { FormFailure } from '../ui/failure.tsx';
import { Page } from '../ui/page.tsx';
import { useSession } from '../ui/session-context.ts';
import { useUnsaved } from '../ui/use-unsaved.ts';
import { AccountNavigation } from './account-navigation.tsx';
import { passwordFault, passwordRefusals } from './password-fault.ts';
import { PasswordField } from './password-field.tsx';
import { PasswordRules } from './password-rules.tsx';
import { usePasswordCheck } from './use-password-check.ts';

const empty = { currentPassword: '', newPassword: '', repeatPassword: '' };
const rulesId = 'password-rules';

function useChangePasswordForm() {
  const [changed, setChanged] = useState(false);
  const queryClient = useQueryClient();
  const form = useForm({
    mode: 'controlled',
    initialValues: empty,
    validate: {
      currentPassword: (value) => (value === '' ? text('password.missing.current') : null),
      newPassword: (value) => (value === '' ? text('password.missing.new') : null),
      repeatPassword: (value, values) => {
        if (value === '') return text('password.missing.repeat');
        return value === values.newPassword ? null : text('password.mismatch');
      },
    },
    onSubmitPreventDefault: 'always',
  });
  useUnsaved(form.isDirty(), text('password.title'));
  const check = usePasswordCheck(form.values.newPassword);
  const focusField = (field: keyof typeof empty) => form.getInputNode(field)?.focus();
  const change = useMutation({
    mutationFn: () => passwordChange(form.values.currentPassword, form.values.newPassword),
    onMutate: () => setChanged(false),
    onSuccess: async () => {
      form.reset();
      setChanged(true);
      await Promise.all([queryClient.invalidateQueries(sessionQuery), queryClient.invalidateQueries(sessionsQuery)]);
    },
    onError: (error) => {
      if (!(error instanceof ApiError)) return;
      const field = isRefusal(error, 'current_password_incorrect') ? 'currentPassword' : 'newPassword';
      if (!fieldCodes.has(error.code)) return;
      form.setFieldError(field, passwordFault(error, check));
      focusField(field);
    },
  });
  const formError = change.error !== null && !(change.error instanceof ApiError && fieldCodes.has(change.error.code));
  return { form, check, change, changed, focusField, failure: formError ? change.error : null };
}

/** Refusals that belong beside a field; all others stand at the top of the form. */
const fieldCodes = new Set(['current_password_incorrect', ...passwordRefusals]);

function Changed() {
  const ref = useRef<HTMLDivElement>(null);
  const { user } = useSession();
  useEffect(() => ref.current?.focus(), []);
  return (
    <Alert
      ref={ref}
      tabIndex={-1}
      role="status"
      color="teal"
      icon={<IconCheck aria-hidden />}
      title={text('password.done')}
    >
      {user.email === null ? text('password.done.text') : text('password.done.mail', { email: user.email })}
    </Alert>
  );
}

export function ChangePasswordPage() {
  const { user } = useSession();
  const { form, check, change, changed, failure, focusField } = useChangePasswordForm();
  const field = (name: keyof typeof empty) => ({ name, ...form.getInputProps(name) });
  const submit = form.onSubmit(
    () => change.mutate(),
    (errors) => {
      const first = (Object.keys(empty) as (keyof typeof empty)[]).find((name) => errors[name] !== undefined);
      if (first !== undefined) focusField(first);
    },
  );
  return (
    <Page title={text('password.title')} intro={text('password.intro')}>
      <AccountNavigation />
      <Paper withBorder p="lg" maw={520}>
        <form onSubmit={submit} noValidate>
          <Stack>
            {changed ? <Changed /> : null}
            <FormFailure error={failure} />
            {/* Password managers need the username to save the new password with the right account. */}
            <input type="text" name="username" autoComplete="username" value={user.username} readOnly hidden />
            <PasswordField
              label={text('password.current')}
              autoComplete="current-password"
              key={form.key('currentPassword')}
              {...field('currentPassword')}
            />
            <PasswordField
              label={text('password.new')}
              autoComplete="new-password"
              key={form.key('newPassword')}
              aria-details={rulesId}
              {...field('newPassword')}
            />
            <PasswordRules id={rulesId} check={check} typed={form.values.newPassword !== ''} />
            <PasswordField
              label={text('password.repeat')}
              autoComplete="new-password"
              key={form.key('repeatPassword')}
              {...field('repeatPassword')}
            />
            <Group>
              <Button type="submit" loading={change.isPending}>
                {text('password.submit')}
              </Button>
            </Group>
          </Stack>
        </form>
      </Paper>
    </Page>
  );
}
