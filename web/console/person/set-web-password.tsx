/** Setting somebody's web access password (P7): typed twice under the live checker, or generated and shown once. */
import { Button, Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { NotConfirmed, useIdentityCheck } from '../../account/identity-check.tsx';
import { passwordFault, passwordRefusals } from '../../account/password-fault.ts';
import { usePasswordCheck } from '../../account/use-password-check.ts';
import { ApiError } from '../../api/client.ts';
import { userPasswordSet } from '../../api/credentials.ts';
import { type User, usersFilter } from '../../api/users.ts';
import { text } from '../../texts/texts.ts';
import { FormFailure } from '../../ui/failure.tsx';
import { focusFirstFault } from '../../ui/focus-first-fault.ts';
import { notifyDone } from '../../ui/notify.tsx';
import { useUnsaved } from '../../ui/use-unsaved.ts';
import { personName } from './person-name.ts';
import { type PasswordValues, passwordValidation, TypedPassword } from './typed-password.tsx';

interface SetPasswordProps {
  readonly user: User;
  /** @param password when it was generated: to be shown now, or never */
  readonly onDone: (password: string | null) => void;
  readonly onCancel: () => void;
}

function usePasswordForm({ user, onDone }: SetPasswordProps) {
  const queryClient = useQueryClient();
  const confirmed = useIdentityCheck();
  const form = useForm<PasswordValues>({
    mode: 'controlled',
    initialValues: { way: 'typed', password: '', repeat: '', temporary: true },
    validate: passwordValidation,
  });
  const check = usePasswordCheck(form.values.password, user);
  const set = useMutation({
    mutationFn: ({ way, password, temporary }: PasswordValues) =>
      confirmed(() => userPasswordSet(user.id, way === 'generated' ? { generate: true } : { password, temporary })),
    onSuccess: async ({ temporaryPassword = null }) => {
      await queryClient.invalidateQueries(usersFilter);
      if (temporaryPassword === null) notifyDone(text('credential.web.done', { name: personName(user) }));
      onDone(temporaryPassword);
    },
    onError: (error) => {
      if (error instanceof ApiError && passwordRefusals.has(error.code))
        form.setFieldError('password', passwordFault(error, check, personName(user)));
    },
  });
  const { error } = set;
  const beside = error instanceof NotConfirmed || (error instanceof ApiError && passwordRefusals.has(error.code));
  return { form, check, set, failure: beside ? null : error };
}

export function SetWebPassword(props: SetPasswordProps) {
  const { user, onCancel } = props;
  const { form, check, set, failure } = usePasswordForm(props);
  const name = personName(user);
  const typed = form.values.way === 'typed';
  const leave = useUnsaved(typed && form.isDirty(), text('credential.web.set'));
  useEffect(() => document.querySelector<HTMLInputElement>('input[name="newPassword"]')?.focus(), []);
  return (
    <form
      noValidate
      aria-label={text('credential.web.set')}
      onSubmit={form.onSubmit((values) => set.mutate(values), focusFirstFault)}
    >
      <Stack maw={480}>
        <FormFailure error={failure} />
        <SegmentedControl
          aria-label={text('credential.way')}
          data={[
            { value: 'typed', label: text('credential.way.typed') },
            { value: 'generated', label: text('credential.way.generated') },
          ]}
          {...form.getInputProps('way')}
        />
        {typed ? (
          <TypedPassword form={form} check={check} name={name} />
        ) : (
          <Text size="sm">{text('credential.generated.help')}</Text>
        )}
        <Text size="sm">
          {text('credential.web.effect', { name })}{' '}
          {text(user.email === null ? 'credential.noMail' : 'credential.mail')}
        </Text>
        <Group>
          <Button type="submit" loading={set.isPending}>
            {text('credential.ok')}
          </Button>
          <Button variant="default" onClick={() => leave(onCancel)}>
            {text('action.cancel')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
