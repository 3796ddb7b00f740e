/** The frame around every page: who the place belongs to, the areas a person may open, the User menu. */
import { AppShell, Burger, Group, NavLink } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { type Area, accountPaths } from '../paths.ts';
import { text } from '../texts/texts.ts';
import { Brand } from './brand.tsx';
import classes from './shell.module.css';
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

/** The menu of narrow screens: the keyboard goes into it when it opens, and back to its button with Escape. */
function useMenu() {
  const [opened, setOpened] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLElement>(null);
  useEffect(() => {
    if (opened)
      (menu.current?.querySelector<HTMLElement>('[aria-current]') ?? menu.current?.querySelector('a'))?.focus();
  }, [opened]);
  const close = () => setOpened(false);
  return {
    opened,
    button,
    menu,
    close,
    toggle: () => setOpened(!opened),
    closeWith(key: string) {
      if (key !== 'Escape' || !opened) return;
      close();
      button.current?.focus();
    },
    /** Whoever goes on behind it has left it. */
    closeBehind(next: EventTarget | null) {
      const inside = next instanceof Node && (menu.current?.contains(next) || button.current?.contains(next));
      if (next !== null && !inside) close();
    },
  };
}

export function Shell({ area, rail, search, children }: ShellProps) {
  const { opened, button, menu, close, toggle, closeWith, closeBehind } = useMenu();
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
                ref={button}
                opened={opened}
                onClick={toggle}
                hiddenFrom="sm"
                size="sm"
                onKeyDown={(event) => closeWith(event.key)}
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
        <AppShell.Navbar
          ref={(element: HTMLElement | null) => {
            menu.current = element;
          }}
          p="sm"
          aria-label={text('navigation')}
          className={classes.navigation ?? ''}
          mod={{ closed: !opened }}
          onKeyDown={(event) => closeWith(event.key)}
          onBlur={(event) => closeBehind(event.relatedTarget)}
        >
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
