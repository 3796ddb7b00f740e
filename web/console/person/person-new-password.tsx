/** The first password of a new person: made by the server, or typed twice under the live checker. */
import { SegmentedControl, Stack, Text } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import type { PasswordCheck } from '../../account/use-password-check.ts';
import { text } from '../../texts/texts.ts';
import { type PasswordValues, TypedPassword } from './typed-password.tsx';

export const firstPasswordValues: PasswordValues = {
  way: 'generated',
  password: '',
  repeat: '',
  temporary: true,
};

/** What becomes of it, told before it is made. */
function effectOf({ way, temporary }: PasswordValues, mailed: boolean): string {
  if (way === 'generated') return text(mailed ? 'user.password.mailed' : 'user.password.shown');
  return text(mailed && temporary ? 'user.password.typedMailed' : 'user.password.typed');
}

interface FirstPasswordProps {
  readonly form: UseFormReturnType<PasswordValues>;
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
      {values.way === 'typed' ? <TypedPassword form={form} check={check} name={name} /> : null}
      <Text size="sm" c="dimmed">
        {effectOf(values, mailed)}
      </Text>
    </Stack>
  );
}
