/** Setting somebody's portal password (P8): typed twice, or generated and shown once. */
import { Button, Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { NotConfirmed, useIdentityCheck } from '../../account/identity-check.tsx';
import { PortalFields, type PortalValues, portalFault, portalValidation } from '../../account/portal-fields.tsx';
import { type PortalPasswordState, userPortalPasswordSet } from '../../api/credentials.ts';
import { type User, usersFilter } from '../../api/users.ts';
import { text } from '../../texts/texts.ts';
import { FormFailure } from '../../ui/failure.tsx';
import { focusFirstFault } from '../../ui/focus-first-fault.ts';
import { notifyDone } from '../../ui/notify.tsx';
import { useUnsaved } from '../../ui/use-unsaved.ts';
import { personName } from './person-name.ts';

interface SetPortalPasswordProps {
  readonly user: User;
  readonly rules: PortalPasswordState['rules'];
  /** @param password when it was generated: to be shown now, or never */
  readonly onDone: (password: string | null) => void;
  readonly onCancel: () => void;
}

export function SetPortalPassword({ user, rules, onDone, onCancel }: SetPortalPasswordProps) {
  const queryClient = useQueryClient();
  const confirmed = useIdentityCheck();
  const [way, setWay] = useState('typed');
  const form = useForm<PortalValues>({
    mode: 'controlled',
    initialValues: { password: '', repeat: '' },
    validate: portalValidation(rules, user.extension),
  });
  const set = useMutation({
    mutationFn: (password: string | null) =>
      confirmed(() => userPortalPasswordSet(user.id, password === null ? { generate: true } : { password })),
    onSuccess: async ({ portalPassword = null }) => {
      await queryClient.invalidateQueries(usersFilter);
      if (portalPassword === null) notifyDone(text('credential.portal.done', { name: personName(user) }));
      onDone(portalPassword);
    },
    onError: (error) => form.setFieldError('password', portalFault(error)),
  });
  const beside = set.error instanceof NotConfirmed || portalFault(set.error) !== null;
  useEffect(() => document.querySelector<HTMLInputElement>('input[name="portalPassword"]')?.focus(), []);
  const leave = useUnsaved(way === 'typed' && form.isDirty(), text('credential.portal.set'));
  const typed = form.onSubmit(({ password }) => set.mutate(password), focusFirstFault);
  return (
    <form
      noValidate
      aria-label={text('credential.portal.set')}
      onSubmit={(event) => {
        event.preventDefault();
        if (way === 'typed') typed(event);
        else set.mutate(null);
      }}
    >
      <Stack maw={480}>
        <FormFailure error={beside ? null : set.error} />
        <SegmentedControl
          aria-label={text('credential.way')}
          data={[
            { value: 'typed', label: text('credential.way.typed') },
            { value: 'generated', label: text('credential.way.generated') },
          ]}
          value={way}
          onChange={setWay}
        />
        {way === 'typed' ? (
          <PortalFields form={form} rules={rules} extension={user.extension} />
        ) : (
          <Text size="sm">{text('credential.generated.portal')}</Text>
        )}
        <Text size="sm">
          {text('credential.portal.effect')} {text(user.email === null ? 'credential.noMail' : 'credential.mail')}
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
