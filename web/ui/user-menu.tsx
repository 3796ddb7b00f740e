/** The User menu in the upper-right corner (S5): change password, security, language, log out. */
import { Avatar, Box, Group, Menu, Text, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { IconChevronDown, IconDialpad, IconKey, IconLogout, IconShieldLock } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useId } from 'react';
import { Link } from 'wouter';
import { sessionChooseLanguage } from '../api/session.ts';
import { roleName } from '../console/roles/role-name.ts';
import { type Area, accountPaths } from '../paths.ts';
import { language, languages, text } from '../texts/texts.ts';
import { initialsOf } from './initials.ts';
import { notifyFailure } from './notify.tsx';
import { useSession } from './session-context.ts';
import { leave, letGo } from './unsaved.ts';
import { useLogOut } from './use-log-out.ts';

export function UserMenu({ area }: { readonly area: Area }) {
  const { user, role } = useSession();
  const account = accountPaths(area);
  const logOut = useLogOut();
  const languageLabel = useId();
  const chooseLanguage = useMutation({
    mutationFn: sessionChooseLanguage,
    // The server writes the page anew, in that language.
    onSuccess: () => {
      letGo();
      window.location.reload();
    },
    onError: notifyFailure,
  });
  return (
    <Menu position="bottom-end" width={240} shadow="md" withinPortal={false} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <UnstyledButton px={4} py={4} flex="none">
          <Group gap="xs" wrap="nowrap">
            <Avatar color="accent" size={32} radius="xl" aria-hidden>
              {initialsOf(user)}
            </Avatar>
            <VisuallyHidden>{text('menu.label', { name: user.displayName })}</VisuallyHidden>
            <Text size="sm" fw={500} visibleFrom="xs" maw={200} truncate aria-hidden>
              {user.displayName}
            </Text>
            <IconChevronDown size={16} aria-hidden />
          </Group>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text size="sm" fw={600} c="bright" truncate>
            {user.displayName}
          </Text>
          <Text size="xs" c="dimmed" truncate>
            {user.username} · {roleName(role)}
          </Text>
        </Menu.Label>
        <Menu.Divider />
        <Menu.Item component={Link} href={account.password} leftSection={<IconKey size={16} aria-hidden />}>
          {text('menu.password')}
        </Menu.Item>
        <Menu.Item component={Link} href={account.security} leftSection={<IconShieldLock size={16} aria-hidden />}>
          {text('menu.security')}
        </Menu.Item>
        {account.portalPassword === null ? null : (
          <Menu.Item component={Link} href={account.portalPassword} leftSection={<IconDialpad size={16} aria-hidden />}>
            {text('menu.portalPassword')}
          </Menu.Item>
        )}
        <Menu.Divider />
        <Menu.Label id={languageLabel}>{text('menu.language')}</Menu.Label>
        <Box role="group" aria-labelledby={languageLabel}>
          <Menu.RadioGroup
            value={language}
            onChange={(chosen) => {
              const one = languages.find((known) => known === chosen);
              if (one !== undefined && one !== language) leave(() => chooseLanguage.mutate(one));
            }}
          >
            {languages.map((one) => (
              <Menu.RadioItem key={one} value={one} lang={one} disabled={chooseLanguage.isPending}>
                {text(`language.${one}`)}
              </Menu.RadioItem>
            ))}
          </Menu.RadioGroup>
        </Box>
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconLogout size={16} aria-hidden />}
          disabled={logOut.isPending}
          onClick={() => leave(() => logOut.mutate())}
        >
          {text('menu.logOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
