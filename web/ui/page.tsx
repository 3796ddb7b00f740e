/** The frame of one page: its title in the tab and as the heading, focused after a change of page, and its actions. */
import { Anchor, Box, Group, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import { Link } from 'wouter';
import { text } from '../texts/texts.ts';
import { useSession } from './session-context.ts';

// The first page of a visit leaves the focus where the browser puts it; later ones move it to their heading, since
// without a page load a screen reader would not notice the change.
let visitStarted = false;

export interface PageProps {
  /** What the browser's tab says, with the organisation's name. */
  readonly title: string;
  /** What the heading says, when that is not the title. */
  readonly heading?: string;
  readonly intro?: ReactNode;
  /** Where the page belongs: a link above its heading. */
  readonly back?: { readonly href: string; readonly label: string };
  readonly actions?: ReactNode;
  /** Forms and text read best narrow; lists use the whole width. */
  readonly width?: 'narrow' | 'wide';
  readonly children: ReactNode;
}

export function Page({ title, heading, intro, back, actions, width = 'narrow', children }: PageProps) {
  const headingRef = useRef<HTMLHeadingElement>(null);
  const place = useSession().organization?.name ?? text('product');

  useEffect(() => {
    document.title = text('title', { page: title, place });
  }, [title, place]);

  useEffect(() => {
    if (visitStarted) headingRef.current?.focus();
    visitStarted = true;
  }, []);

  return (
    <Stack gap="lg" maw={width === 'narrow' ? 720 : 1200} mx="auto" w="100%">
      <Group justify="space-between" align="flex-start" gap="sm" data-no-print>
        {/* The acts stay beside the heading: its words make room for them, as far as they can. */}
        <Box miw={0} flex={actions === undefined ? '1' : '1 1 20rem'} style={{ overflowWrap: 'anywhere' }}>
          {back === undefined ? null : (
            <Anchor component={Link} href={back.href} size="sm" underline="always" display="inline-block" py={4}>
              ← {back.label}
            </Anchor>
          )}
          <Title order={1} ref={headingRef} tabIndex={-1} data-page-heading>
            {heading ?? title}
          </Title>
          {intro === undefined ? null : (
            <Text c="dimmed" mt={4}>
              {intro}
            </Text>
          )}
        </Box>
        {actions}
      </Group>
      {children}
    </Stack>
  );
}
