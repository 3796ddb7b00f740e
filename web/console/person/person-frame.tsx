/** The frame of every tab of a person's page: name and state, the acts that are always at hand, and the other tabs as links. */
import { Box, Group, NavLink } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { User } from '../../api/users.ts';
import { paths, personPath } from '../../paths.ts';
import { text } from '../../texts/texts.ts';
import { Page } from '../../ui/page.tsx';
import { useSession } from '../../ui/session-context.ts';
import { UserStatus } from '../people/user-status.tsx';
import { PersonActs } from './person-acts.tsx';
import { personName } from './person-name.ts';
import { type PersonTab, tabsFor } from './person-tabs.ts';

interface PersonFrameProps {
  readonly user: User;
  readonly tab: PersonTab;
  readonly children: ReactNode;
}

function Tabs({ user, tab: current }: Omit<PersonFrameProps, 'children'>) {
  const { permissions } = useSession().role;
  return (
    <Box component="nav" aria-label={text('person.tabs')} data-no-print>
      <Group gap={4}>
        {tabsFor(permissions).map(({ tab, label }) => (
          <NavLink
            key={tab}
            component={Link}
            href={personPath(user.id, tab)}
            label={text(label, { name: personName(user) })}
            active={tab === current}
            aria-current={tab === current ? 'page' : undefined}
            w="auto"
            style={{ borderRadius: 'var(--mantine-radius-md)' }}
          />
        ))}
      </Group>
    </Box>
  );
}

export function PersonFrame({ user, tab, children }: PersonFrameProps) {
  const name = personName(user);
  const label = tabsFor(useSession().role.permissions).find((one) => one.tab === tab)?.label;
  const title = tab === 'overview' || label === undefined ? name : `${text(label, { name })} · ${name}`;
  return (
    <Page
      title={title}
      heading={name}
      back={{ href: paths.people, label: text('people.title') }}
      intro={
        <Group gap="xs" component="span">
          <span>{user.username}</span>
          <UserStatus user={user} />
        </Group>
      }
      actions={<PersonActs user={user} tab={tab} />}
    >
      <Tabs user={user} tab={tab} />
      {children}
    </Page>
  );
}
