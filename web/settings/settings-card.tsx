/** The frame of one card of settings: its fields, what went wrong, Save and Discard. */
import { Button, Fieldset, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { text } from '../texts/texts.ts';
import { FormFailure } from '../ui/failure.tsx';
import type { Card } from './use-card.ts';

interface SettingsCardProps {
  readonly card: Card;
  /** Its anchor. */
  readonly id?: string;
  readonly title: string;
  readonly intro?: ReactNode;
  readonly children: ReactNode;
}

export function SettingsCard({ card, id, title, intro, children }: SettingsCardProps) {
  const form = useRef<HTMLFormElement>(null);
  const heading = useId();
  // The first field with a fault, once it is drawn with it; while that is being mended the focus stays where it is.
  useEffect(() => {
    if (card.refusals > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [card.refusals]);
  return (
    <Paper withBorder p={{ base: 'md', xs: 'lg' }} component="section" id={id} tabIndex={-1} aria-labelledby={heading}>
      <form
        ref={form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (card.dirty && !card.pending) card.save();
        }}
      >
        <Fieldset variant="unstyled" disabled={card.locked}>
          <Stack gap="lg">
            <div>
              <Title order={2} id={heading}>
                {title}
              </Title>
              {intro === undefined ? null : (
                <Text size="sm" c="dimmed" mt={4}>
                  {intro}
                </Text>
              )}
            </div>
            <FormFailure error={card.error} />
            {children}
            {card.locked ? null : (
              <Group>
                <Button type="submit" loading={card.pending} disabled={!card.dirty}>
                  {text('action.save')}
                </Button>
                {card.dirty ? (
                  <Button variant="default" onClick={card.discard}>
                    {text('settings.discard')}
                  </Button>
                ) : (
                  <Text size="sm" c="dimmed">
                    {text('settings.nothing')}
                  </Text>
                )}
              </Group>
            )}
          </Stack>
        </Fieldset>
      </form>
    </Paper>
  );
}
