/** The secret of an API key, this once: to copy, and how a program sends it. */
import { ActionIcon, Alert, Button, Code, CopyButton, Group, Stack, Text, VisuallyHidden } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { text } from '../../texts/texts.ts';

interface ApiKeyShownProps {
  readonly apiKey: string;
  readonly onDone: () => void;
}

function Copied({ value, label }: { readonly value: string; readonly label: string }) {
  return (
    <Group wrap="nowrap" gap="xs" align="flex-start">
      <Code fz="sm" p="xs" style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap', flex: 1 }}>
        {value}
      </Code>
      <CopyButton value={value} timeout={3000}>
        {({ copied, copy }) => (
          <>
            <ActionIcon variant="default" size="lg" onClick={copy} aria-label={label}>
              {copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
            </ActionIcon>
            <VisuallyHidden role="status">{copied ? text('apiKeys.copied') : ''}</VisuallyHidden>
          </>
        )}
      </CopyButton>
    </Group>
  );
}

export function ApiKeyShown({ apiKey, onDone }: ApiKeyShownProps) {
  const first = useRef<HTMLDivElement>(null);
  useEffect(() => first.current?.focus(), []);
  return (
    <Stack>
      <Alert color="yellow" role="note" ref={first} tabIndex={-1}>
        {text('apiKeys.once')}
      </Alert>
      <Copied value={apiKey} label={text('apiKeys.copy')} />
      <Text size="sm">{text('apiKeys.sendAs')}</Text>
      <Copied
        value={`curl -H 'Authorization: Bearer ${apiKey}' ${window.location.origin}/api/v1/users`}
        label={text('apiKeys.copyExample')}
      />
      <Group justify="flex-end">
        <Button onClick={onDone}>{text('apiKeys.kept')}</Button>
      </Group>
    </Stack>
  );
}
