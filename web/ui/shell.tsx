/** The frame around every page: who the place belongs to, the areas a person may open, the User menu. */
import { AppShell, Burger, Group, NavLink } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { type Area, accountPaths } from '../paths.ts';
import { text } from '../texts/texts.ts';
import { Brand } from './brand.tsx';
import { UserMenu } from './user-menu.tsx';

/** One entry of the left rail. */
export interface RailEntry {
  readonly href: string;
  readonly label: string;
  readonly icon: ReactNode;
}

interface ShellProps {
  readonly area: Area;
  /** Entries of the rail; it is left out where there would be only one. */
  readonly rail: readonly RailEntry[];
  /** The search in the header; null where there is none. */
  readonly search: ReactNode;
  readonly children: ReactNode;
}

export function Shell({ area, rail, search, children }: ShellProps) {
  const [opened, { toggle, close }] = useDisclosure(false);
  const [location] = useLocation();
  const withRail = rail.length > 1;
  // The deepest entry that the page lies at or below: one place may lie below another.
  const here = rail
    .map(({ href }) => href)
    .filter((href) => location === href || location.startsWith(`${href}/`))
    .reduce((deepest, href) => (href.length > deepest.length ? href : deepest), '');
  const isCurrent = (href: string) => href === here;
  return (
    <AppShell
      header={{ height: 56 }}
      {...(withRail ? { navbar: { width: 208, breakpoint: 'sm', collapsed: { mobile: !opened } } } : {})}
      padding={{ base: 'md', sm: 'xl' }}
    >
      <a href="#content" className="skip-link">
        {text('skip')}
      </a>
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap" gap="xs">
          <Group gap="xs" wrap="nowrap" miw={0}>
            {withRail ? (
              <Burger
                opened={opened}
                onClick={toggle}
                hiddenFrom="sm"
                size="sm"
                aria-expanded={opened}
                aria-label={text(opened ? 'navigation.close' : 'navigation.open')}
              />
            ) : null}
            <Brand href={accountPaths(area).home} />
          </Group>
          {search}
          <UserMenu area={area} />
        </Group>
      </AppShell.Header>
      {withRail ? (
        <AppShell.Navbar p="sm" aria-label={text('navigation')}>
          {rail.map(({ href, label, icon }) => (
            <NavLink
              key={href}
              component={Link}
              href={href}
              label={label}
              leftSection={icon}
              active={isCurrent(href)}
              aria-current={isCurrent(href) ? 'page' : undefined}
              onClick={close}
              style={{ borderRadius: 'var(--mantine-radius-md)' }}
            />
          ))}
        </AppShell.Navbar>
      ) : null}
      <AppShell.Main id="content" tabIndex={-1}>
        {children}
      </AppShell.Main>
    </AppShell>
  );
}
