/** Fills the empty address of somebody whom a code by mail keeps out (F3): supervisors may do that for their agents. */
import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type User, userChange, usersFilter } from '../../api/users.ts';
import { text } from '../../texts/texts.ts';
import { emailFault } from '../../ui/email.ts';
import { FormFailure } from '../../ui/failure.tsx';
import { fieldErrors } from '../../ui/field-errors.ts';
import { focusFirstFault } from '../../ui/focus-first-fault.ts';
import { notifyDone } from '../../ui/notify.tsx';
import { useUnsaved } from '../../ui/use-unsaved.ts';
import { personName } from './person-name.ts';

export function AssignEmail({ user, tag }: { readonly user: User; readonly tag: string | null }) {
  const queryClient = useQueryClient();
  const name = personName(user);
  const form = useForm({
    mode: 'controlled',
    initialValues: { email: '' },
    validate: { email: (email) => (email.trim() === '' ? text('person.email.missing') : emailFault(email)) },
  });
  useUnsaved(form.isDirty(), text('person.email.assign'));
  const assign = useMutation({
    mutationFn: ({ email }: { email: string }) => userChange(user.id, { email: email.trim() }, tag),
    onSuccess: ({ email }) =>
      notifyDone(text('person.email.done', { name }), text('person.email.done.text', { email: email ?? '' })),
    onError: (error) => form.setErrors(fieldErrors(error, ['email'], { identifier_taken: 'email' })),
    onSettled: () => queryClient.invalidateQueries(usersFilter),
  });
  return (
    <form
      noValidate
      aria-label={text('person.email.assign')}
      onSubmit={form.onSubmit((values) => assign.mutate(values), focusFirstFault)}
    >
      <Stack gap="sm">
        <FormFailure error={assign.error} />
        <Group align="flex-start" gap="sm">
          <TextInput
            type="email"
            flex="1 1 14rem"
            label={text('person.email.label', { name })}
            description={text('person.email.hint')}
            autoComplete="off"
            {...form.getInputProps('email')}
          />
        </Group>
        <Group>
          <Button type="submit" size="sm" loading={assign.isPending}>
            {text('person.email.assign')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
