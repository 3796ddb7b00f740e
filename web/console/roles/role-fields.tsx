/** The fields of a role, each with what it means for its people. */
import { Divider, Fieldset, NumberInput, Paper, Select, Stack, Switch, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { type Role, rolesQuery } from '../../api/roles.ts';
import { text } from '../../texts/texts.ts';
import { FormFailure } from '../../ui/failure.tsx';
import { focusFirstFault } from '../../ui/focus-first-fault.ts';
import { ScheduleField } from '../schedules/schedule-field.tsx';
import { homeChoices } from './home-name.ts';
import { PermissionFields } from './permission-fields.tsx';
import type { RoleValues } from './role-form.ts';

type RoleForm = UseFormReturnType<RoleValues>;

interface RoleFieldsFormProps {
  readonly form: RoleForm;
  /** Null for a new one. */
  readonly existing: Role | null;
  readonly error: unknown;
  readonly locked?: boolean;
  /** Called with each name typed, so that a new role's key can follow it. */
  readonly onName?: (name: string) => void;
  readonly onSubmit: (values: RoleValues) => void;
  readonly keyField?: ReactNode;
  /** The buttons. */
  readonly children: ReactNode;
}

const isAdministrator = (role: Role | null) => role?.key === 'administrator';

function HomeFields({ form }: { readonly form: RoleForm }) {
  const choices = homeChoices(form.values.permissions);
  const { page } = form.values;
  const known = page === '' || choices.some(({ value }) => value === page);
  return (
    <>
      <Select
        label={text('role.home')}
        description={text('role.home.hint')}
        data={[
          ...choices,
          // With a query, or closed to the role by now: the server says which.
          ...(known ? [] : [{ value: page, label: page }]),
          { value: '', label: text('role.home.application') },
        ]}
        allowDeselect={false}
        {...form.getInputProps('page')}
      />
      {page === '' ? (
        <TextInput
          type="url"
          label={text('role.application')}
          description={text('role.application.hint')}
          placeholder="https://desk.example/"
          maxLength={500}
          autoComplete="off"
          spellCheck={false}
          {...form.getInputProps('application')}
        />
      ) : null}
    </>
  );
}

function stationHint(usesSeat: boolean, administrator: boolean): string {
  if (administrator) return text('role.stationRequired.administrator');
  return usesSeat ? text('role.stationRequired.hint') : text('role.stationRequired.noSeat');
}

function SeatFields({ form, role }: { readonly form: RoleForm; readonly role: Role | null }) {
  const { usesSeat } = form.values;
  // Only operators decide that some need no seat; what a role has already can always be switched on.
  const fixed = useQuery(rolesQuery).data?.seatlessRoles === false && usesSeat;
  const administrator = isAdministrator(role);
  return (
    <Fieldset legend={text('role.seats')}>
      <Stack>
        <Switch
          label={text('role.usesSeat')}
          description={fixed ? text('role.usesSeat.fixed') : text('role.usesSeat.hint')}
          disabled={fixed}
          {...form.getInputProps('usesSeat', { type: 'checkbox' })}
        />
        <NumberInput
          label={text('role.seatsMax')}
          description={usesSeat ? text('role.seatsMax.hint') : text('role.noSeat')}
          min={0}
          max={1_000_000}
          allowDecimal={false}
          hideControls
          disabled={!usesSeat}
          maw={320}
          {...form.getInputProps('seatsMax')}
        />
        <Switch
          label={text('role.reservedSeats')}
          description={usesSeat ? text('role.reservedSeats.hint') : text('role.noSeat')}
          disabled={!usesSeat || administrator}
          {...form.getInputProps('reservedSeats', { type: 'checkbox' })}
        />
        <Switch
          label={text('role.stationRequired')}
          description={stationHint(usesSeat, administrator)}
          disabled={!usesSeat || administrator}
          {...form.getInputProps('stationRequired', { type: 'checkbox' })}
        />
      </Stack>
    </Fieldset>
  );
}

function HoursFields({ form, role }: { readonly form: RoleForm; readonly role: Role | null }) {
  const administrator = isAdministrator(role);
  return (
    <Fieldset legend={text('role.hours')}>
      <Stack>
        <ScheduleField
          value={form.values.schedule}
          onChange={(id) => form.setFieldValue('schedule', id)}
          none={text('hours.always')}
          description={administrator ? text('role.schedule.administrator') : text('role.schedule.hint')}
          disabled={administrator}
          error={form.errors.schedule}
        />
        <Switch
          label={text('role.connectedIsActive')}
          description={text('role.connectedIsActive.hint')}
          {...form.getInputProps('connectedIsActive', { type: 'checkbox' })}
        />
      </Stack>
    </Fieldset>
  );
}

export function RoleFieldsForm(props: RoleFieldsFormProps) {
  const { form, existing: role, error, locked = false, onName, onSubmit, keyField, children } = props;
  const name = form.getInputProps('name');
  return (
    <Paper withBorder p={{ base: 'md', xs: 'lg' }}>
      <form noValidate onSubmit={form.onSubmit(onSubmit, focusFirstFault)}>
        <Fieldset variant="unstyled" disabled={locked} aria-label={text('role.legend')}>
          <Stack gap="lg">
            <FormFailure error={error} />
            <TextInput
              label={text('roles.name')}
              description={role?.builtIn ? text('role.name.builtIn') : text('role.name.hint')}
              disabled={role?.builtIn === true}
              maxLength={100}
              autoComplete="off"
              {...name}
              onChange={(event) => {
                name.onChange(event);
                onName?.(event.currentTarget.value);
              }}
            />
            {keyField}
            <HomeFields form={form} />
            <SeatFields form={form} role={role} />
            <HoursFields form={form} role={role} />
            <Divider label={text('role.permissions')} labelPosition="left" />
            <PermissionFields
              value={form.values.permissions}
              onChange={(permissions) => form.setFieldValue('permissions', permissions)}
              locked={isAdministrator(role) ? text('permission.administrator') : null}
            />
            {children}
          </Stack>
        </Fieldset>
      </form>
    </Paper>
  );
}
