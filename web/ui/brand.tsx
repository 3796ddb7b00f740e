/** The organisation's name and logo, or Usher's on the operators' host; leads home. */
import { Anchor, Avatar, Group, Image, Text } from '@mantine/core';
import { Link } from 'wouter';
import { text } from '../texts/texts.ts';
import { firstLetter } from './initials.ts';
import { useSession } from './session-context.ts';

export function Brand({ href }: { readonly href: string }) {
  const { organization } = useSession();
  const name = organization?.name ?? text('product');
  const logoUrl = organization?.branding.logoUrl ?? null;
  return (
    <Anchor component={Link} href={href} c="inherit" underline="never" miw={0} flex="0 1 auto">
      <Group gap="sm" wrap="nowrap" miw={0}>
        {logoUrl === null ? (
          <Avatar color="accent" variant="filled" radius="md" size={32} aria-hidden>
            {firstLetter(name)}
          </Avatar>
        ) : (
          <Image src={logoUrl} alt="" h={32} w="auto" maw={120} fit="contain" />
        )}
        <Text fw={600} truncate>
          {name}
        </Text>
      </Group>
    </Anchor>
  );
}
