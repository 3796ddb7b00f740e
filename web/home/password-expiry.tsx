/** Warns on the home page while there is still time to change a password that expires (P4). */
import { Alert, Anchor, Text } from '@mantine/core';
import { IconClock } from '@tabler/icons-react';
import { Link } from 'wouter';
import { paths } from '../paths.ts';
import { plural, text } from '../texts/texts.ts';
import { useSession, useTimeStyle } from '../ui/session-context.ts';
import { dateText, daysUntil } from '../ui/time.ts';

/** Days before the expiry from which the warning stands on the home page. */
const warnDays = 14;

export function PasswordExpiry() {
  const { passwordExpiresAt } = useSession();
  const style = useTimeStyle();
  if (passwordExpiresAt === null) return null;
  const days = daysUntil(passwordExpiresAt, Date.now());
  if (days > warnDays) return null;
  const date = dateText(passwordExpiresAt, style);
  const title = days < 1 ? text('home.expired', { date }) : plural('home.expiry', days, { date });
  return (
    <Alert color="yellow" icon={<IconClock aria-hidden />} title={title} role="note">
      <Text size="sm">{text('home.expiry.help')}</Text>
      <Anchor component={Link} href={paths.accountPassword} size="sm" c="inherit" underline="always">
        {text('home.expiry.action')}
      </Anchor>
    </Alert>
  );
}
