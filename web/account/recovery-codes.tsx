/** Recovery codes: how many are left, new ones, and the one time that they are shown: to download, print or copy. */
import { Alert, Button, Code, CopyButton, Group, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { IconCheck, IconCopy, IconDownload, IconPrinter } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { recoveryCodesRenew } from '../api/second-factor.ts';
import { plural, text } from '../texts/texts.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { useSession } from '../ui/session-context.ts';
import { FactorRow } from './factor-row.tsx';
import { useFactorChange } from './use-factor-change.ts';

const fewCodes = 3;

/** Saves a text as a file, without asking the server, which does not know the codes any more. */
function download(name: string, content: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([content], { type: 'text/plain;charset=utf-8' }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** The codes, this once. */
export function RecoveryCodesShown({
  codes,
  onDone,
}: {
  readonly codes: readonly string[];
  readonly onDone: () => void;
}) {
  const { user, organization } = useSession();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const place = organization?.name ?? text('product');
  const title = text('factor.recovery.for', { name: user.username, place });
  const content = `${title}\n\n${codes.join('\n')}\n\n${text('factor.recovery.each')}\n`;
  return (
    <Stack>
      <Alert color="yellow" role="note" data-no-print>
        {text('factor.recovery.once')}
      </Alert>
      <Paper withBorder p="lg" data-print-slip>
        <Title order={3} fz="md" mb="md" ref={heading} tabIndex={-1}>
          {title}
        </Title>
        <SimpleGrid component="ul" cols={{ base: 1, xs: 2 }} spacing="xs" m={0} p={0} style={{ listStyle: 'none' }}>
          {codes.map((code) => (
            <li key={code}>
              <Code fz="md">{code}</Code>
            </li>
          ))}
        </SimpleGrid>
        <Text size="sm" mt="md">
          {text('factor.recovery.each')}
        </Text>
      </Paper>
      <Group data-no-print>
        <Button
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
          onClick={() => download('recovery-codes.txt', content)}
        >
          {text('factor.recovery.download')}
        </Button>
        <Button variant="default" leftSection={<IconPrinter size={16} aria-hidden />} onClick={() => window.print()}>
          {text('factor.recovery.print')}
        </Button>
        <CopyButton value={content} timeout={3000}>
          {({ copied, copy }) => (
            <Button
              variant="default"
              leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
              onClick={copy}
            >
              {text(copied ? 'factor.recovery.copied' : 'factor.recovery.copy')}
            </Button>
          )}
        </CopyButton>
        <Button onClick={onDone}>{text('factor.recovery.kept')}</Button>
      </Group>
    </Stack>
  );
}

export function RecoveryCodes({
  left,
  onRecoveryCodes,
}: {
  readonly left: number;
  readonly onRecoveryCodes: (codes: readonly string[]) => void;
}) {
  const [opened, setOpened] = useState(false);
  const renew = useFactorChange(recoveryCodesRenew, {
    quiet: true,
    onDone: (codes) => {
      setOpened(false);
      onRecoveryCodes(codes);
    },
  });
  return (
    <FactorRow
      title={text('factor.recovery')}
      help={text('factor.recovery.help')}
      state={{ text: plural('factor.recovery.left', left), good: left >= fewCodes }}
      actions={
        <Button variant="default" size="sm" onClick={() => setOpened(true)}>
          {text('factor.recovery.renew')}
        </Button>
      }
    >
      <ConfirmDialog
        opened={opened}
        question={text('factor.recovery.renew.question')}
        consequence={text('factor.recovery.renew.text')}
        act={text('factor.recovery.renew')}
        pending={renew.isPending}
        error={renew.error}
        onConfirm={() => renew.mutate(undefined)}
        onClose={() => {
          renew.reset();
          setOpened(false);
        }}
      />
    </FactorRow>
  );
}
