/** Credentials shown once to the administrator (P2), to copy or to print as a slip and hand over. */
import {
  ActionIcon,
  Alert,
  Button,
  Code,
  CopyButton,
  Group,
  Paper,
  Stack,
  Text,
  Title,
  VisuallyHidden,
} from '@mantine/core';
import { IconCheck, IconCopy, IconPrinter } from '@tabler/icons-react';
import { text } from '../texts/texts.ts';
import classes from './credentials-slip.module.css';

interface CredentialsSlipProps {
  readonly organizationName: string;
  /** The organisation's address, an absolute URL. */
  readonly address: string;
  readonly username: string;
  readonly temporaryPassword: string;
}

function SlipLine({ field, value }: { readonly field: string; readonly value: string }) {
  return (
    <div className={classes.line}>
      <dt className={classes.field}>{field}</dt>
      <dd className={classes.value}>
        <Code fz="md" className={classes.text}>
          {value}
        </Code>
        <CopyButton value={value} timeout={3000}>
          {({ copied, copy }) => (
            <>
              <ActionIcon
                variant="subtle"
                size="md"
                onClick={copy}
                aria-label={text('slip.copy.of', { field })}
                className={classes.screenOnly}
              >
                {copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
              </ActionIcon>
              <VisuallyHidden role="status">{copied ? text('slip.copied.of', { field }) : ''}</VisuallyHidden>
            </>
          )}
        </CopyButton>
      </dd>
    </div>
  );
}

export function CredentialsSlip({ organizationName, address, username, temporaryPassword }: CredentialsSlipProps) {
  return (
    <Stack>
      <Alert color="yellow" className={classes.screenOnly} role="note">
        {text('slip.once')}
      </Alert>
      <Paper withBorder p="lg" data-print-slip className={classes.slip}>
        <Title order={2} mb="md">
          {text('slip.heading', { organization: organizationName })}
        </Title>
        <dl className={classes.lines}>
          <SlipLine field={text('slip.address')} value={address} />
          <SlipLine field={text('slip.username')} value={username} />
          <SlipLine field={text('slip.password')} value={temporaryPassword} />
        </dl>
        <Text size="sm" mt="md">
          {text('slip.next')}
        </Text>
      </Paper>
      <Group className={classes.screenOnly}>
        <Button variant="default" leftSection={<IconPrinter size={16} aria-hidden />} onClick={() => window.print()}>
          {text('action.print')}
        </Button>
      </Group>
    </Stack>
  );
}
