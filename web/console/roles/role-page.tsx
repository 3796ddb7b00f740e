/** Console → one role: everything that it decides for its people, each with what it means (S4, L2, L3, T1, M3). */
import { Alert, Button, Group, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation, useParams } from 'wouter';
import { isRefusal } from '../../api/client.ts';
import {
  type Role,
  type RoleFields,
  roleChange,
  roleCreate,
  roleDelete,
  roleQuery,
  rolesFilter,
} from '../../api/roles.ts';
import { paths } from '../../paths.ts';
import { plural, text } from '../../texts/texts.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { fieldErrors } from '../../ui/field-errors.ts';
import { notifyDone } from '../../ui/notify.tsx';
import { Page } from '../../ui/page.tsx';
import { PageState } from '../../ui/query-state.tsx';
import { usePermitted, useSession } from '../../ui/session-context.ts';
import { letGo } from '../../ui/unsaved.ts';
import { useRebase } from '../../ui/use-rebase.ts';
import { useUnsaved } from '../../ui/use-unsaved.ts';
import { includes } from './permission-matrix.ts';
import { RoleFieldsForm } from './role-fields.tsx';
import { keyOf, type RoleValues, roleDifference, roleFieldsOf, roleValidation, roleValues } from './role-form.ts';
import { roleName } from './role-name.ts';

const back = () => ({ href: paths.roles, label: text('roles.title') });
const fields = [
  'key',
  'name',
  'application',
  'permissions',
  'usesSeat',
  'seatsMax',
  'stationRequired',
  'schedule',
] as const;

/** What the server says of a home belongs to the field that it was typed into. */
function errorsOf(error: unknown, { page }: RoleValues) {
  const { home, ...others } = fieldErrors(error, [...fields, 'home'] as const);
  return home === undefined ? others : { ...others, [page === '' ? 'application' : 'page']: home };
}

export function RoleNewPage() {
  const queryClient = useQueryClient();
  const [, navigate] = useLocation();
  const [keyTyped, setKeyTyped] = useState(false);
  const form = useForm({ mode: 'controlled', initialValues: roleValues(), validate: roleValidation });
  useUnsaved(form.isDirty(), text('roles.new'));
  const create = useMutation({
    mutationFn: (values: typeof form.values) => roleCreate({ ...roleFieldsOf(values), key: values.key }),
    onSuccess: async (role) => {
      notifyDone(text('role.created', { name: role.name }));
      await queryClient.invalidateQueries(rolesFilter);
      letGo();
      navigate(paths.roles);
    },
    onError: (error) => form.setErrors(errorsOf(error, form.getValues())),
  });
  return (
    <Page title={text('roles.new')} back={back()}>
      <RoleFieldsForm
        form={form}
        existing={null}
        error={create.error}
        onName={(name) => {
          if (!keyTyped) form.setFieldValue('key', keyOf(name));
        }}
        onSubmit={(values) => create.mutate(values)}
        keyField={
          <TextInput
            label={text('role.key')}
            description={text('role.key.hint')}
            maxLength={63}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            {...form.getInputProps('key')}
            onChange={(event) => {
              setKeyTyped(true);
              form.setFieldValue('key', event.currentTarget.value);
            }}
          />
        }
      >
        <Group>
          <Button type="submit" loading={create.isPending}>
            {text('roles.new')}
          </Button>
          <Button component={Link} href={paths.roles} variant="default">
            {text('action.cancel')}
          </Button>
        </Group>
      </RoleFieldsForm>
    </Page>
  );
}

function DeleteRole({ role }: { readonly role: Role & { readonly users: number } }) {
  const queryClient = useQueryClient();
  const [, navigate] = useLocation();
  const [asked, setAsked] = useState(false);
  const remove = useMutation({
    mutationFn: () => roleDelete(role.id),
    onSuccess: async () => {
      notifyDone(text('role.deleted', { name: role.name }));
      letGo();
      navigate(paths.roles);
      await queryClient.invalidateQueries(rolesFilter);
    },
  });
  return (
    <>
      <Button variant="default" disabled={role.users > 0} onClick={() => setAsked(true)}>
        {text('role.delete')}
      </Button>
      {role.users > 0 ? (
        <Text size="sm" c="dimmed">
          {plural('role.delete.used', role.users)}
        </Text>
      ) : null}
      <ConfirmDialog
        opened={asked}
        question={text('role.delete.question', { name: role.name })}
        consequence={text('role.delete.text')}
        act={text('role.delete')}
        pending={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate()}
        onClose={() => setAsked(false)}
      />
    </>
  );
}

/** Why this person cannot change the role; null when they can. */
function useLock(role: Role): string | null {
  const own = useSession().role;
  const permitted = usePermitted('roles:update');
  if (!permitted) return text('role.locked.permission');
  if (role.permissions.some((permission) => !includes(own.permissions, permission))) return text('role.locked.above');
  return own.key === role.key && role.key !== 'administrator' ? text('role.locked.own') : null;
}

function RoleEdit({ role, tag }: { readonly role: Role & { readonly users: number }; readonly tag: string | null }) {
  const queryClient = useQueryClient();
  const locked = useLock(role);
  const newest = roleValues(role);
  const form = useForm({ mode: 'controlled', initialValues: newest, validate: roleValidation });
  const saved = useRebase(form, newest, tag, text('unsaved.of', { name: roleName(role) }));
  const save = useMutation({
    mutationFn: ({ change }: { readonly change: Partial<RoleFields>; readonly values: RoleValues }) =>
      roleChange(role.id, change, tag),
    onSuccess: async (changed, { values }) => {
      saved(values);
      notifyDone(text('role.saved', { name: roleName(changed) }));
      await queryClient.invalidateQueries(rolesFilter);
    },
    onError: (error) => {
      if (isRefusal(error, 'precondition_failed')) return queryClient.invalidateQueries(rolesFilter);
      return form.setErrors(errorsOf(error, form.getValues()));
    },
  });
  const submit = (values: typeof form.values) => {
    const change = roleDifference(role, values);
    if (Object.keys(change).length > 0) save.mutate({ change, values });
  };
  return (
    <>
      {locked === null ? null : (
        <Alert color="gray" variant="outline">
          {locked}
        </Alert>
      )}
      <Text size="sm" c="dimmed">
        {plural('role.users', role.users)} {text('role.keyed', { key: role.key })}
      </Text>
      <RoleFieldsForm form={form} existing={role} error={save.error} locked={locked !== null} onSubmit={submit}>
        {locked === null ? (
          <Group>
            <Button type="submit" loading={save.isPending}>
              {text('action.save')}
            </Button>
            {role.builtIn ? null : <DeleteRole role={role} />}
          </Group>
        ) : null}
      </RoleFieldsForm>
    </>
  );
}

export function RolePage() {
  const { id = '' } = useParams();
  const query = useQuery(roleQuery(id));
  return (
    <PageState query={query} frame={{ title: text('roles.title'), back: back() }}>
      {({ answer, tag }) => (
        <Page title={roleName(answer)} back={back()}>
          <RoleEdit key={answer.id} role={answer} tag={tag} />
        </Page>
      )}
    </PageState>
  );
}
