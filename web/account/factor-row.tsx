/** One kind of second factor in the list: what it is, whether it is set up, and what can be done. */
import { Badge, Group, Paper, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

export interface FactorRowProps {
  readonly title: string;
  readonly help: string;
  readonly state: { readonly text: string; readonly good: boolean } | null;
  readonly actions: ReactNode;
  readonly children?: ReactNode;
}

export function FactorRow({ title, help, state, actions, children }: FactorRowProps) {
  return (
    <Paper component="li" withBorder p="md">
      <Stack gap="sm">
        <Group justify="space-between" gap="sm">
          <Stack gap={2} miw={0} flex="1 1 16rem">
            <Group gap="xs">
              <Title order={3} fz="md">
                {title}
              </Title>
              {state === null ? null : (
                <Badge variant="light" color={state.good ? 'teal' : 'gray'}>
                  {state.text}
                </Badge>
              )}
            </Group>
            <Text size="sm" c="dimmed">
              {help}
            </Text>
          </Stack>
          {actions === null ? null : <Group gap="xs">{actions}</Group>}
        </Group>
        {children}
      </Stack>
    </Paper>
  );
}
