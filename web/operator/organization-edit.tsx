/** Changes an organisation's name, addresses, time zone, language and seats (O1). */
import { Button, Group, Stack, Switch, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { isRefusal } from '../api/client.ts';
import {
  type Organization,
  type OrganizationChange,
  organizationChange,
  organizationsFilter,
} from '../api/organizations.ts';
import { organizationPath } from '../paths.ts';
import { text } from '../texts/texts.ts';
import { FormFailure } from '../ui/failure.tsx';
import { fieldErrors } from '../ui/field-errors.ts';
import { focusFirstFault } from '../ui/focus-first-fault.ts';
import { notifyDone } from '../ui/notify.tsx';
import { letGo } from '../ui/unsaved.ts';
import { useRebase } from '../ui/use-rebase.ts';
import { OrganizationFields, type OrganizationValues, organizationValidation } from './organization-fields.tsx';
import { addressRefusals, browserLocale, changesOf } from './organization-rules.ts';

const fields = ['name', 'slug', 'domain', 'timeZone', 'locale', 'seats'] as const;

interface Values extends OrganizationValues {
  /** Empty: none. */
  readonly domain: string;
  readonly seatlessRoles: boolean;
}

interface OrganizationEditProps {
  readonly organization: Organization;
  readonly tag: string | null;
}

export function OrganizationEdit({ organization, tag }: OrganizationEditProps) {
  const queryClient = useQueryClient();
  const [, navigate] = useLocation();
  const { name, slug, timeZone, seats, seatlessRoles } = organization;
  const locale = organization.locale ?? browserLocale;
  const domain = organization.domain ?? '';
  const newest: Values = { name, slug, domain, timeZone, locale, seats, seatlessRoles };
  const form = useForm<Values>({ mode: 'controlled', initialValues: newest, validate: organizationValidation });
  const saved = useRebase(form, newest, tag, text('unsaved.of', { name }));
  const save = useMutation({
    mutationFn: ({ change }: { readonly change: OrganizationChange; readonly values: Values }) =>
      organizationChange(slug, change, tag),
    onSuccess: async (_answer, { change, values }) => {
      saved(values);
      notifyDone(text('organization.saved', { name: change.name ?? name }));
      // The page of the old address is gone once the slug has changed.
      if (change.slug !== undefined) {
        letGo();
        navigate(organizationPath(change.slug), { replace: true });
      }
      await queryClient.invalidateQueries(organizationsFilter);
    },
    onError: (error) => {
      if (isRefusal(error, 'precondition_failed')) return queryClient.invalidateQueries(organizationsFilter);
      return form.setErrors(fieldErrors(error, fields, addressRefusals));
    },
  });
  const submit = (values: Values) => {
    const change = changesOf({ ...organization, domain, locale }, values);
    if (Object.keys(change).length > 0) save.mutate({ change, values });
  };
  return (
    <form noValidate onSubmit={form.onSubmit(submit, focusFirstFault)}>
      <Stack>
        <FormFailure error={save.error} />
        <OrganizationFields form={form} slugWarning={form.values.slug !== slug} />
        <TextInput
          label={text('organization.domain')}
          description={
            form.values.domain.trim() === domain
              ? text('organization.domain.hint')
              : text('organization.domain.warning')
          }
          placeholder="login.example.com"
          maxLength={300}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          {...form.getInputProps('domain')}
        />
        <Switch
          label={text('organization.seatlessRoles')}
          description={text('organization.seatlessRoles.hint')}
          {...form.getInputProps('seatlessRoles', { type: 'checkbox' })}
        />
        <Group>
          <Button type="submit" loading={save.isPending}>
            {text('action.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
