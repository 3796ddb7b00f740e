/** One organisation in the operators' place (O1): change, suspend or resume, export, delete. */
import { Anchor, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useId } from 'react';
import { useParams } from 'wouter';
import { type Organization, organizationQuery } from '../api/organizations.ts';
import { organizationExportPath, paths, type patterns } from '../paths.ts';
import { text } from '../texts/texts.ts';
import { Facts } from '../ui/facts.tsx';
import { Page } from '../ui/page.tsx';
import { PageState } from '../ui/query-state.tsx';
import { useTimeStyle } from '../ui/session-context.ts';
import { dateTimeText } from '../ui/time.ts';
import { OrganizationDelete } from './organization-delete.tsx';
import { OrganizationEdit } from './organization-edit.tsx';
import { StatusBadge } from './status-badge.tsx';
import { SuspendButton } from './suspend-button.tsx';

const back = () => ({ href: paths.operator, label: text('organizations.title') });

interface SectionProps {
  readonly title: string;
  readonly help?: string;
  readonly children: ReactNode;
}

function Section({ title, help, children }: SectionProps) {
  const id = useId();
  return (
    <Paper component="section" withBorder p="lg" aria-labelledby={id}>
      <Stack gap="sm" align="stretch">
        <Title order={2} id={id}>
          {title}
        </Title>
        {help === undefined ? null : <Text size="sm">{help}</Text>}
        {children}
      </Stack>
    </Paper>
  );
}

function Details({ organization }: { readonly organization: Organization }) {
  const style = useTimeStyle();
  const number = new Intl.NumberFormat(style.locale);
  return (
    <Facts
      facts={[
        {
          label: text('organization.address'),
          value: (
            <Anchor href={organization.address} underline="always" display="inline-block" py={4}>
              {organization.address}
            </Anchor>
          ),
        },
        { label: text('organization.status'), value: <StatusBadge status={organization.status} /> },
        { label: text('organization.users'), value: number.format(organization.users) },
        { label: text('organization.created'), value: dateTimeText(organization.createdAt, style) },
      ]}
    />
  );
}

export function OrganizationPage() {
  const { slug } = useParams<typeof patterns.organization>();
  const query = useQuery(organizationQuery(slug));
  return (
    <PageState query={query} frame={{ title: slug, back: back() }}>
      {({ answer: organization, tag }) => (
        <Page title={organization.name} back={back()}>
          <Section title={text('organization.details')}>
            <Details organization={organization} />
          </Section>
          <Section title={text('organization.settings')}>
            <OrganizationEdit key={organization.slug} organization={organization} tag={tag} />
          </Section>
          <Section title={text('organization.access')} help={text(`organization.access.${organization.status}`)}>
            <Group>
              <SuspendButton organization={organization} />
            </Group>
          </Section>
          <Section title={text('organization.export')} help={text('organization.export.text')}>
            <Group>
              <Button
                component="a"
                href={organizationExportPath(organization.slug)}
                download
                variant="default"
                leftSection={<IconDownload size={16} aria-hidden />}
              >
                {text('organization.export.action')}
              </Button>
            </Group>
          </Section>
          <Section title={text('organization.delete')} help={text('organization.delete.text')}>
            <OrganizationDelete organization={organization} />
          </Section>
        </Page>
      )}
    </PageState>
  );
}
