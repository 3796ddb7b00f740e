/** Console → Audit (M4): who did what, when and from where, and what was refused; filters in the address, and all of it as a file. */
import { Button, Menu, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { type AuditFilter, auditExportPath } from '../../api/audit.ts';
import { text } from '../../texts/texts.ts';
import { Page } from '../../ui/page.tsx';
import { usePermitted, useTimeStyle } from '../../ui/session-context.ts';
import { timeZoneText } from '../../ui/time.ts';
import { filterOf, useAsked } from './audit-address.ts';
import { AuditFilters } from './audit-filters.tsx';
import { AuditList } from './audit-list.tsx';

const formats = ['csv', 'ndjson'] as const;

function ExportMenu({ filter }: { readonly filter: AuditFilter }) {
  const permitted = usePermitted('audit:export');
  if (!permitted) return null;
  return (
    <Menu position="bottom-end" withinPortal={false}>
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={16} aria-hidden />}>
          {text('audit.export')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown maw={280}>
        {formats.map((format) => (
          <Menu.Item key={format} component="a" href={auditExportPath(filter, format)} download>
            {text(`audit.export.${format}`)}
          </Menu.Item>
        ))}
        <Text size="xs" c="dimmed" px="sm" py={4}>
          {text('audit.export.text')}
        </Text>
      </Menu.Dropdown>
    </Menu>
  );
}

export function AuditPage() {
  const { timeZone } = useTimeStyle();
  const [asked, change, replace] = useAsked();
  const filter = filterOf(asked, timeZone);
  return (
    <Page title={text('audit.title')} intro={text('audit.intro', { timeZone: timeZoneText(timeZone) })} width="wide">
      <AuditFilters asked={asked} onChange={change} onReplace={replace} />
      <AuditList filter={filter} actions={<ExportMenu filter={filter} />} />
    </Page>
  );
}
