/** The name of a row that leads to its page. */
import { Anchor } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'wouter';

export function RowLink({ href, children }: { readonly href: string; readonly children: ReactNode }) {
  return (
    <Anchor
      component={Link}
      href={href}
      size="sm"
      fw={600}
      underline="always"
      py={2}
      style={{ overflowWrap: 'anywhere' }}
    >
      {children}
    </Anchor>
  );
}
