/** Leads from a list to the page that adds to it. */
import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Link } from 'wouter';

export function NewLink({ href, label }: { readonly href: string; readonly label: string }) {
  return (
    <Button component={Link} href={href} leftSection={<IconPlus size={16} aria-hidden />}>
      {label}
    </Button>
  );
}
