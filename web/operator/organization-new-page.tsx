/** Creates an organisation with its first administrator (O1), whose credentials are mailed or shown once (P1, P2). */
import { Button, Fieldset, Group, Paper, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { type OrganizationCreated, organizationCreate, organizationsFilter } from '../api/organizations.ts';
import { organizationPath, paths } from '../paths.ts';
import { text } from '../texts/texts.ts';
import { CredentialsSlip } from '../ui/credentials-slip.tsx';
import { emailFault } from '../ui/email.ts';
import { FormFailure } from '../ui/failure.tsx';
import { fieldErrors } from '../ui/field-errors.ts';
import { focusFirstFault } from '../ui/focus-first-fault.ts';
import { Page } from '../ui/page.tsx';
import { useUnsaved } from '../ui/use-unsaved.ts';
import { OrganizationFields, type OrganizationValues, organizationValidation } from './organization-fields.tsx';
import { browserLocale, isSeatCount, slugFrom, slugRefusals, storedLocale } from './organization-rules.ts';

const back = { href: paths.operator, label: text('organizations.title') };

interface Values extends OrganizationValues {
  readonly username: string;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
}

const fields = ['name', 'slug', 'timeZone', 'locale', 'seats', 'username', 'email', 'firstName', 'lastName'] as const;

function Created({ created }: { readonly created: OrganizationCreated }) {
  const { organization, administrator } = created;
  const temporaryPassword = administrator?.temporaryPassword;
  const handover = () => {
    if (administrator === undefined) return text('organization.created.noAdministrator');
    if (temporaryPassword !== undefined) return text('organization.created.handOver');
    const { username, email } = administrator.user;
    return text('organization.created.mailed', { username, email: email ?? '' });
  };
  return (
    <Page title={text('organization.created.title', { name: organization.name })} intro={handover()}>
      {administrator !== undefined && temporaryPassword !== undefined ? (
        <CredentialsSlip
          organizationName={organization.name}
          address={organization.address}
          username={administrator.user.username}
          temporaryPassword={temporaryPassword}
        />
      ) : null}
      <Group data-no-print>
        <Button component={Link} href={organizationPath(organization.slug)}>
          {text('organization.open', { name: organization.name })}
        </Button>
      </Group>
    </Page>
  );
}

function useOrganizationForm() {
  const queryClient = useQueryClient();
  const [slugTouched, setSlugTouched] = useState(false);
  const form = useForm<Values>({
    mode: 'controlled',
    initialValues: {
      name: '',
      slug: '',
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      locale: browserLocale,
      seats: 50,
      username: '',
      email: '',
      firstName: '',
      lastName: '',
    },
    validate: {
      ...organizationValidation,
      username: (username) => (username.trim() === '' ? text('organization.administrator.username.missing') : null),
      email: emailFault,
    },
    onValuesChange: (values, previous) => {
      // Once the address was typed by hand, the name no longer rewrites it.
      if (values.slug !== previous.slug && values.slug !== slugFrom(values.name)) setSlugTouched(true);
    },
  });
  const create = useMutation({
    mutationFn: (values: Values) => {
      const email = values.email.trim();
      return organizationCreate({
        name: values.name.trim(),
        slug: values.slug,
        // Validated before: a zone is chosen and the seats are a number; the fallbacks satisfy the types.
        timeZone: values.timeZone ?? 'UTC',
        locale: storedLocale(values.locale),
        seats: isSeatCount(values.seats) ? values.seats : 0,
        administrator: {
          username: values.username.trim(),
          firstName: values.firstName.trim(),
          lastName: values.lastName.trim(),
          ...(email === '' ? {} : { email }),
        },
      });
    },
    onSuccess: () => queryClient.invalidateQueries(organizationsFilter),
    onError: (error) => form.setErrors(fieldErrors(error, fields, slugRefusals)),
  });
  useUnsaved(form.isDirty() && !create.isSuccess, text('organization.new.title'));
  const followName = (name: string) => {
    if (!slugTouched) form.setFieldValue('slug', slugFrom(name));
  };
  return { form, create, followName };
}

export function OrganizationNewPage() {
  const { form, create, followName } = useOrganizationForm();
  if (create.isSuccess) return <Created created={create.data} />;
  return (
    <Page title={text('organization.new.title')} back={back}>
      <Paper withBorder p="lg" maw={560}>
        <form noValidate onSubmit={form.onSubmit((values) => create.mutate(values), focusFirstFault)}>
          <Stack>
            <FormFailure error={create.error} />
            <OrganizationFields form={form} onName={followName} />
            <Fieldset legend={text('organization.administrator')}>
              <Stack>
                <TextInput
                  label={text('organization.administrator.username')}
                  autoComplete="off"
                  autoCapitalize="none"
                  spellCheck={false}
                  {...form.getInputProps('username')}
                />
                <SimpleGrid cols={{ base: 1, xs: 2 }}>
                  <TextInput
                    label={text('organization.administrator.firstName')}
                    autoComplete="off"
                    {...form.getInputProps('firstName')}
                  />
                  <TextInput
                    label={text('organization.administrator.lastName')}
                    autoComplete="off"
                    {...form.getInputProps('lastName')}
                  />
                </SimpleGrid>
                <TextInput
                  type="email"
                  label={text('organization.administrator.email')}
                  description={text('organization.administrator.email.hint')}
                  autoComplete="off"
                  {...form.getInputProps('email')}
                />
              </Stack>
            </Fieldset>
            <Group>
              <Button type="submit" loading={create.isPending}>
                {text('organizations.new')}
              </Button>
              <Button component={Link} href={paths.operator} variant="default">
                {text('action.cancel')}
              </Button>
            </Group>
          </Stack>
        </form>
      </Paper>
    </Page>
  );
}
