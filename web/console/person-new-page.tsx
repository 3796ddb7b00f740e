/** Console → Create user: with an e-mail address the credentials are mailed (P1), without one they are shown once (P2). */
import { Button, Group, Paper, Select, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from 'wouter';
import { rolesQuery } from '../api/roles.ts';
import { type UserCreated, userCreate, usersFilter } from '../api/users.ts';
import { paths } from '../paths.ts';
import { text } from '../texts/texts.ts';
import { CredentialsSlip } from '../ui/credentials-slip.tsx';
import { emailFault } from '../ui/email.ts';
import { FormFailure, LoadFailure } from '../ui/failure.tsx';
import { fieldErrors } from '../ui/field-errors.ts';
import { focusFirstFault } from '../ui/focus-first-fault.ts';
import { Page } from '../ui/page.tsx';
import { useSession } from '../ui/session-context.ts';
import { roleName } from './role-name.ts';
import { WelcomeDelivery } from './welcome-delivery.tsx';

const empty = { username: '', firstName: '', lastName: '', email: '', role: 'agent' };
const fields = ['username', 'firstName', 'lastName', 'email', 'role'] as const;

const missing = (value: string, key: 'username' | 'firstName' | 'lastName') =>
  value.trim() === '' ? text(`user.${key}.missing`) : null;

function Created({ created, onAnother }: { readonly created: UserCreated; readonly onAnother: () => void }) {
  const { organization } = useSession();
  const { user, temporaryPassword } = created;
  const name = `${user.firstName} ${user.lastName}`.trim() || user.username;
  const intro =
    temporaryPassword === undefined
      ? text('user.created.mailed', { email: user.email ?? '' })
      : text('user.created.handOver', { name });
  return (
    <Page title={text('user.created.title', { name })} intro={intro}>
      {temporaryPassword === undefined ? (
        <WelcomeDelivery user={user} />
      ) : (
        <CredentialsSlip
          organizationName={organization?.name ?? text('product')}
          address={window.location.origin}
          username={user.username}
          temporaryPassword={temporaryPassword}
        />
      )}
      <Group data-no-print>
        <Button onClick={onAnother}>{text('user.created.another')}</Button>
        <Button component={Link} href={paths.people} variant="default">
          {text('user.created.people')}
        </Button>
      </Group>
    </Page>
  );
}

function usePersonForm() {
  const queryClient = useQueryClient();
  const form = useForm({
    mode: 'controlled',
    initialValues: empty,
    validate: {
      username: (value) => missing(value, 'username'),
      firstName: (value) => missing(value, 'firstName'),
      lastName: (value) => missing(value, 'lastName'),
      email: emailFault,
    },
  });
  const create = useMutation({
    mutationFn: (values: typeof empty) => {
      const email = values.email.trim();
      return userCreate({
        username: values.username.trim(),
        firstName: values.firstName.trim(),
        lastName: values.lastName.trim(),
        role: values.role,
        ...(email === '' ? {} : { email }),
      });
    },
    onSuccess: () => queryClient.invalidateQueries(usersFilter),
    onError: (error) => form.setErrors(fieldErrors(error, fields)),
  });
  const another = () => {
    form.reset();
    create.reset();
  };
  return { form, create, another };
}

export function PersonNewPage() {
  const { form, create, another } = usePersonForm();
  const roles = useQuery(rolesQuery);
  if (create.isSuccess) return <Created created={create.data} onAnother={another} />;
  return (
    <Page title={text('user.new.title')} back={{ href: paths.people, label: text('people.title') }}>
      <Paper withBorder p="lg" maw={560}>
        <form noValidate onSubmit={form.onSubmit((values) => create.mutate(values), focusFirstFault)}>
          <Stack>
            <FormFailure error={create.error} />
            <SimpleGrid cols={{ base: 1, xs: 2 }}>
              <TextInput label={text('user.firstName')} autoComplete="off" {...form.getInputProps('firstName')} />
              <TextInput label={text('user.lastName')} autoComplete="off" {...form.getInputProps('lastName')} />
            </SimpleGrid>
            <TextInput
              label={text('user.username')}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              {...form.getInputProps('username')}
            />
            <TextInput
              type="email"
              label={text('user.email')}
              description={text('user.email.hint')}
              autoComplete="off"
              {...form.getInputProps('email')}
            />
            {roles.isError ? <LoadFailure error={roles.error} onRetry={() => roles.refetch()} /> : null}
            <Select
              label={text('user.role')}
              data={(roles.data?.items ?? []).map((role) => ({ value: role.key, label: roleName(role) }))}
              disabled={roles.data === undefined}
              allowDeselect={false}
              {...form.getInputProps('role')}
            />
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
