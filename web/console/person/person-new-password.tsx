/** The first password of a new person: made by the server, or typed twice under the live checker. */
import { SegmentedControl, Stack, Switch, Text } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { PasswordField } from '../../account/password-field.tsx';
import { PasswordRules } from '../../account/password-rules.tsx';
import type { PasswordCheck } from '../../account/use-password-check.ts';
import { text } from '../../texts/texts.ts';

export interface FirstPasswordValues {
  readonly way: 'generated' | 'typed';
  readonly password: string;
  readonly repeat: string;
  readonly temporary: boolean;
}

export const firstPasswordValues: FirstPasswordValues = {
  way: 'generated',
  password: '',
  repeat: '',
  temporary: true,
};

export const firstPasswordValidation = {
  password: (value: string, { way }: FirstPasswordValues) =>
    way === 'typed' && value === '' ? text('password.missing.new') : null,
  repeat: (value: string, { way, password }: FirstPasswordValues) =>
    way === 'generated' || value === password ? null : text('password.mismatch'),
};

const rulesId = 'first-password-rules';

/** What becomes of it, told before it is made. */
function effectOf({ way, temporary }: FirstPasswordValues, mailed: boolean): string {
  if (way === 'generated') return text(mailed ? 'user.password.mailed' : 'user.password.shown');
  return text(mailed && temporary ? 'user.password.typedMailed' : 'user.password.typed');
}

interface FirstPasswordProps {
  readonly form: UseFormReturnType<FirstPasswordValues>;
  readonly check: PasswordCheck;
  /** An address is given. */
  readonly mailed: boolean;
  /** What the person is called as far as it is typed. */
  readonly name: string;
}

export function FirstPassword({ form, check, mailed, name }: FirstPasswordProps) {
  const { values } = form;
  return (
    <Stack component="fieldset" gap="sm" m={0} p={0} style={{ border: 0 }}>
      <Text component="legend" fw={600} size="sm" mb={4}>
        {text('user.password')}
      </Text>
      <SegmentedControl
        aria-label={text('user.password')}
        w="fit-content"
        data={[
          { value: 'generated', label: text('credential.way.generated') },
          { value: 'typed', label: text('credential.way.typed') },
        ]}
        {...form.getInputProps('way')}
      />
      {values.way === 'typed' ? (
        <Stack maw={480}>
          <PasswordField
            name="newPassword"
            label={text('password.new')}
            autoComplete="new-password"
            aria-details={rulesId}
            {...form.getInputProps('password')}
          />
          <PasswordRules id={rulesId} check={check} typed={values.password !== ''} of={name} />
          <PasswordField
            name="repeatPassword"
            label={text('password.repeat')}
            autoComplete="new-password"
            {...form.getInputProps('repeat')}
          />
          <Switch
            label={text('credential.temporary')}
            description={text('credential.temporary.help')}
            {...form.getInputProps('temporary', { type: 'checkbox' })}
          />
        </Stack>
      ) : null}
      <Text size="sm" c="dimmed">
        {effectOf(values, mailed)}
      </Text>
    </Stack>
  );
}
