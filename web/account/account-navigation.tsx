/** The pages behind the User menu, side by side. */
import { Box, Group, NavLink } from '@mantine/core';
import { Link, useLocation } from 'wouter';
import { accountPaths, areaOf } from '../paths.ts';
import { text } from '../texts/texts.ts';

export function AccountNavigation() {
  const [location] = useLocation();
  const account = accountPaths(areaOf(location));
  const entries = [
    { href: account.password, label: text('menu.password') },
    { href: account.security, label: text('menu.security') },
    ...(account.portalPassword === null ? [] : [{ href: account.portalPassword, label: text('menu.portalPassword') }]),
  ];
  return (
    <Box component="nav" aria-label={text('account.navigation')}>
      <Group gap="xs">
        {entries.map(({ href, label }) => (
          <NavLink
            key={href}
            component={Link}
            href={href}
            label={label}
            active={location === href}
            aria-current={location === href ? 'page' : undefined}
            w="auto"
            style={{ borderRadius: 'var(--mantine-radius-md)' }}
          />
        ))}
      </Group>
    </Box>
  );
}
