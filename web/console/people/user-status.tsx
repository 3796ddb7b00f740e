/** A person's state in badges: what keeps them out, what their address refuses. */
import { Badge, Group, Text } from '@mantine/core';
import type { User } from '../../api/users.ts';
import { text } from '../../texts/texts.ts';

export function UserStatus({ user }: { readonly user: User }) {
  const plain = user.status === 'active' && !user.disabled && !user.locked;
  return (
    <Group gap={4} component="span">
      {plain ? (
        <Text size="sm" span>
          {text('status.active')}
        </Text>
      ) : null}
      {user.status === 'inactive' ? (
        <Badge component="span" variant="light" color="gray">
          {text('status.inactive')}
        </Badge>
      ) : null}
      {user.disabled ? (
        <Badge component="span" variant="light" color="red">
          {text('status.disabled')}
        </Badge>
      ) : null}
      {user.locked ? (
        <Badge component="span" variant="light" color="orange">
          {text('status.locked')}
        </Badge>
      ) : null}
      {user.emailProblem === null ? null : (
        <Badge component="span" variant="light" color="orange">
          {text('status.emailProblem')}
        </Badge>
      )}
    </Group>
  );
}
