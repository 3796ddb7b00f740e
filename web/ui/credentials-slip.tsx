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

interface SlipProps {
  readonly organizationName: string;
  readonly lines: readonly { readonly field: string; readonly value: string }[];
  /** What the person does with it. */
  readonly next: string;
}

function Slip({ organizationName, lines, next }: SlipProps) {
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
          {lines.map((line) => (
            <SlipLine key={line.field} {...line} />
          ))}
        </dl>
        <Text size="sm" mt="md">
          {next}
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

interface CredentialsSlipProps {
  readonly organizationName: string;
  /** The organisation's address, an absolute URL. */
  readonly address: string;
  readonly username: string;
  readonly temporaryPassword: string;
}

export function CredentialsSlip({ organizationName, address, username, temporaryPassword }: CredentialsSlipProps) {
  const lines = [
    { field: text('slip.address'), value: address },
    { field: text('slip.username'), value: username },
    { field: text('slip.password'), value: temporaryPassword },
  ];
  return <Slip organizationName={organizationName} lines={lines} next={text('slip.next')} />;
}

interface PortalSlipProps {
  readonly organizationName: string;
  readonly username: string;
  readonly extension: string | null;
  readonly portalPassword: string;
}

export function PortalSlip({ organizationName, username, extension, portalPassword }: PortalSlipProps) {
  const lines = [
    { field: text('slip.username'), value: username },
    ...(extension === null ? [] : [{ field: text('person.extension'), value: extension }]),
    { field: text('credential.portal'), value: portalPassword },
  ];
  return <Slip organizationName={organizationName} lines={lines} next={text('slip.portal.next')} />;
}
