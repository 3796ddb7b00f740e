/** A field for a password: what is typed can be shown. */
import { PasswordInput, type PasswordInputProps } from '@mantine/core';
import { text } from '../texts/texts.ts';

export function PasswordField(props: PasswordInputProps & { readonly label: string }) {
  return (
    <PasswordInput
      required
      withAsterisk={false}
      size="md"
      visibilityToggleButtonProps={{ 'aria-label': text('password.show', { field: props.label }), tabIndex: 0 }}
      {...props}
    />
  );
}
