/** Whether an organisation's people can log in, in a word and a colour. */
import { Badge } from '@mantine/core';
import type { Organization } from '../api/organizations.ts';
import { text } from '../texts/texts.ts';

export function StatusBadge({ status }: { readonly status: Organization['status'] }) {
  return (
    <Badge variant="light" color={status === 'active' ? 'teal' : 'orange'}>
      {text(`organization.${status}`)}
    </Badge>
  );
}
