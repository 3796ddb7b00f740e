/** Console → Create user: with an e-mail address the credentials are mailed (P1), without one they are shown once (P2). */
import { Button, Group, Paper, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { Link } from 'wouter';
import { passwordFault, passwordRefusals } from '../../account/password-fault.ts';
import { usePasswordCheck } from '../../account/use-password-check.ts';
import { ApiError } from '../../api/client.ts';
import { teamsFilter } from '../../api/teams.ts';
import { type UserCreated, userCreate, usersFilter } from '../../api/users.ts';
import { consolePath, paths } from '../../paths.ts';
import { text } from '../../texts/texts.ts';
import { CredentialsSlip } from '../../ui/credentials-slip.tsx';
import { FormFailure } from '../../ui/failure.tsx';
import { fieldErrors } from '../../ui/field-errors.ts';
import { focusFirstFault } from '../../ui/focus-first-fault.ts';
import { Page } from '../../ui/page.tsx';
import { useSession } from '../../ui/session-context.ts';
import { useUnsaved } from '../../ui/use-unsaved.ts';
import { ScheduleField } from '../schedules/schedule-field.tsx';
import { NameFields, PlaceFields, StationFields } from './person-fields.tsx';
import { newPersonOf, newPersonValidation, newPersonValues, type PersonValues } from './person-form.ts';
import { personName } from './person-name.ts';
import { FirstPassword, firstPasswordValues } from './person-new-password.tsx';
import { type PasswordValues, passwordValidation } from './typed-password.tsx';
import { WelcomeDelivery } from './welcome-delivery.tsx';

const fields = ['username', 'firstName', 'lastName', 'email', 'extension', 'role', 'teams', 'schedule', 'id'] as const;

interface CreatedProps {
  readonly created: UserCreated;
  /** It was typed by who made the person, and nothing was mailed. */
  readonly typed: boolean;
  readonly onAnother: () => void;
}

function Created({ created, typed, onAnother }: CreatedProps) {
  const { organization } = useSession();
  const { user, temporaryPassword } = created;
  const name = personName(user);
  const told = typed ? 'typed' : temporaryPassword === undefined ? 'mailed' : 'handOver';
  return (
    <Page
      title={text('user.created.title', { name })}
      intro={text(`user.created.${told}`, { name, email: user.email ?? '' })}
    >
      {told === 'mailed' ? <WelcomeDelivery user={user} /> : null}
      {temporaryPassword === undefined ? null : (
        <CredentialsSlip
          organizationName={organization?.name ?? text('product')}
          address={window.location.origin}
          username={user.username}
          temporaryPassword={temporaryPassword}
        />
      )}
      <Group data-no-print>
        <Button onClick={onAnother}>{text('user.created.another')}</Button>
        <Button component={Link} href={consolePath('people', user.id)} variant="default">
          {text('user.created.open', { name })}
        </Button>
        <Button component={Link} href={paths.people} variant="default">
          {text('user.created.people')}
        </Button>
      </Group>
    </Page>
  );
}

function usePersonForm() {
  const queryClient = useQueryClient();
  const form = useForm<PersonValues>({
    mode: 'controlled',
    initialValues: newPersonValues,
    validate: newPersonValidation,
  });
  const first = useForm<PasswordValues>({
    mode: 'controlled',
    initialValues: firstPasswordValues,
    validate: passwordValidation,
  });
  const check = usePasswordCheck(first.values.password, form.values);
  const create = useMutation({
    mutationFn: () => {
      const { way, password, temporary } = first.values;
      return userCreate({ ...newPersonOf(form.values), ...(way === 'typed' ? { password, temporary } : {}) });
    },
    onSuccess: () => Promise.all([usersFilter, teamsFilter].map((filter) => queryClient.invalidateQueries(filter))),
    onError: (error) => {
      const { id, ...others } = fieldErrors(error, fields, { station_taken: 'id' });
      form.setErrors(id === undefined ? others : { ...others, stationNumber: id });
      if (error instanceof ApiError && passwordRefusals.has(error.code))
        first.setFieldError('password', passwordFault(error, check));
    },
  });
  useUnsaved((form.isDirty() || first.isDirty()) && !create.isSuccess, text('user.new.title'));
  const another = () => {
    form.reset();
    first.reset();
    create.reset();
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    // Both, so that all that is missing is marked at once.
    const faults = [form.validate(), first.validate()].some(({ hasErrors }) => hasErrors);
    if (faults) focusFirstFault(null, null, event);
    else create.mutate();
  };
  return { form, first, check, create, another, submit };
}

export function PersonNewPage() {
  const { form, first, check, create, another, submit } = usePersonForm();
  const mailed = form.values.email.trim() !== '';
  if (create.isSuccess) {
    const { way, temporary } = first.values;
    return <Created created={create.data} typed={way === 'typed' && !(mailed && temporary)} onAnother={another} />;
  }
  return (
    <Page title={text('user.new.title')} back={{ href: paths.people, label: text('people.title') }}>
      <Paper withBorder p={{ base: 'md', xs: 'lg' }}>
        <form noValidate onSubmit={submit}>
          <Stack>
            <FormFailure error={create.error} />
            <NameFields form={form} />
            <PlaceFields form={form} />
            <StationFields form={form} />
            <ScheduleField
              value={form.values.schedule}
              onChange={(id) => form.setFieldValue('schedule', id)}
              none={text('person.schedule.none')}
              description={text('person.schedule.hint')}
              error={form.errors.schedule}
            />
            <FirstPassword form={first} check={check} mailed={mailed} name={personName(form.values)} />
            <Group>
              <Button type="submit" loading={create.isPending}>
                {text('people.new')}
              </Button>
              <Button component={Link} href={paths.people} variant="default">
                {text('action.cancel')}
              </Button>
            </Group>
          </Stack>
        </form>
      </Paper>
    </Page>
  );
}
