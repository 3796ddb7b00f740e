/** The operators' list of organisations (O1): search, open, suspend or resume. */
import { Table, Text } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { type Organization, organizationsQuery } from '../api/organizations.ts';
import { organizationPath, paths } from '../paths.ts';
import { plural, text } from '../texts/texts.ts';
import { Empty } from '../ui/failure.tsx';
import { ListState } from '../ui/list-state.tsx';
import { ListTable } from '../ui/list-table.tsx';
import { NewLink } from '../ui/new-link.tsx';
import { Page } from '../ui/page.tsx';
import { RowLink } from '../ui/row-link.tsx';
import { SearchField, useSearch } from '../ui/search-field.tsx';
import { useTimeStyle } from '../ui/session-context.ts';
import { dateText, timeZoneText } from '../ui/time.ts';
import { StatusBadge } from './status-badge.tsx';
import { SuspendButton } from './suspend-button.tsx';

function NewButton() {
  return <NewLink href={paths.organizationNew} label={text('organizations.new')} />;
}

function OrganizationRow({ organization }: { readonly organization: Organization }) {
  const style = useTimeStyle();
  const number = new Intl.NumberFormat(style.locale);
  return (
    <Table.Tr>
      <Table.Th scope="row" fw="normal">
        <RowLink href={organizationPath(organization.slug)}>{organization.name}</RowLink>
        <Text size="sm" c="dimmed">
          {organization.slug}
        </Text>
      </Table.Th>
      <Table.Td>
        <StatusBadge status={organization.status} />
      </Table.Td>
      <Table.Td ta="end" visibleFrom="sm">
        {number.format(organization.users)}
      </Table.Td>
      <Table.Td ta="end" visibleFrom="sm">
        {text('installation.seats.of', {
          inUse: number.format(organization.seatsInUse),
          seats: number.format(organization.seats),
        })}
      </Table.Td>
      <Table.Td visibleFrom="md">{timeZoneText(organization.timeZone)}</Table.Td>
      <Table.Td visibleFrom="md">{dateText(organization.createdAt, style)}</Table.Td>
      <Table.Td ta="end" visibleFrom="xs">
        <SuspendButton organization={organization} size="xs" />
      </Table.Td>
    </Table.Tr>
  );
}

function OrganizationsTable({ items }: { readonly items: readonly Organization[] }) {
  return (
    <ListTable
      label={text('organizations.title')}
      header={
        <>
          <Table.Th>{text('organization.name')}</Table.Th>
          <Table.Th>{text('organization.status')}</Table.Th>
          <Table.Th ta="end" visibleFrom="sm">
            {text('organization.users')}
          </Table.Th>
          <Table.Th ta="end" visibleFrom="sm">
            {text('installation.seats')}
          </Table.Th>
          <Table.Th visibleFrom="md">{text('organization.timeZone')}</Table.Th>
          <Table.Th visibleFrom="md">{text('organization.created')}</Table.Th>
          <Table.Th ta="end" visibleFrom="xs">
            {text('organization.actions')}
          </Table.Th>
        </>
      }
    >
      {items.map((organization) => (
        <OrganizationRow key={organization.slug} organization={organization} />
      ))}
    </ListTable>
  );
}

export function OrganizationsPage() {
  const [search] = useSearch();
  const query = useInfiniteQuery({ ...organizationsQuery(search), placeholderData: keepPreviousData });
  const empty =
    search === '' ? (
      <Empty title={text('organizations.empty')} help={text('organizations.empty.text')} action={<NewButton />} />
    ) : (
      <Empty title={text('organizations.none', { search })} help={text('organizations.none.text')} />
    );
  return (
    <Page title={text('organizations.title')} width="wide" actions={<NewButton />}>
      <SearchField label={text('organizations.search')} hint={text('organizations.search.hint')} />
      <ListState query={query} empty={empty} summary={(count) => plural('organizations.found', count)}>
        {(items) => <OrganizationsTable items={items} />}
      </ListState>
    </Page>
  );
}
