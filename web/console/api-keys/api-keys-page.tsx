/** Console → Settings → API keys: the programs that may call the administration API, and what each may do (M2). */
import { Anchor, Badge, Group, Stack, Table, Text, VisuallyHidden } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ApiKey, apiKeysQuery } from '../../api/api-keys.ts';
import { paths } from '../../paths.ts';
import { SettingsFrame } from '../../settings/settings-frame.tsx';
import { plural, text } from '../../texts/texts.ts';
import { Empty } from '../../ui/failure.tsx';
import { ListTable } from '../../ui/list-table.tsx';
import { QueryState } from '../../ui/query-state.tsx';
import { useTimeStyle } from '../../ui/session-context.ts';
import { dateText, dateTimeText } from '../../ui/time.ts';
import { TimesNote } from '../../ui/times-note.tsx';
import { permissionName } from '../roles/permission-name.ts';
import { ApiKeyActs } from './api-key-acts.tsx';
import { ApiKeyNewButton } from './api-key-new.tsx';

function KeyName({ apiKey }: { readonly apiKey: ApiKey }) {
  return (
    <>
      <Group gap="xs">
        <Text fw={500} style={{ overflowWrap: 'anywhere' }}>
          {apiKey.name}
        </Text>
        {apiKey.expired ? (
          <Badge color="red" variant="light">
            {text('apiKeys.expired')}
          </Badge>
        ) : null}
      </Group>
      <Text size="xs" c="dimmed" ff="monospace">
        {apiKey.ending === null ? 'usher_…' : `usher_…${apiKey.ending}`}
      </Text>
    </>
  );
}

function KeyMaker({ apiKey: { createdAt, createdBy, maker } }: { readonly apiKey: ApiKey }) {
  const style = useTimeStyle();
  return (
    <>
      <Text size="sm">{createdBy}</Text>
      <Text size="xs" c="dimmed">
        {dateText(createdAt, style)}
      </Text>
      {maker === 'lacking' || maker === 'disabled' ? <Text size="xs">{text(`apiKeys.maker.${maker}`)}</Text> : null}
    </>
  );
}

function KeyUse({ apiKey }: { readonly apiKey: ApiKey }) {
  const style = useTimeStyle();
  const { lastUsedAt, expiresAt, previousUntil } = apiKey;
  return (
    <>
      <Text size="sm">
        {lastUsedAt === null ? text('apiKeys.unused') : text('apiKeys.used', { at: dateTimeText(lastUsedAt, style) })}
      </Text>
      <Text size="xs" c="dimmed">
        {expiresAt === null ? text('apiKeys.lasts') : text('apiKeys.expires', { at: dateText(expiresAt, style) })}
      </Text>
      {previousUntil === null ? null : (
        <Text size="xs">{text('apiKeys.previous', { at: dateTimeText(previousUntil, style) })}</Text>
      )}
    </>
  );
}

function KeyPermissions({ permissions }: { readonly permissions: ApiKey['permissions'] }) {
  if (permissions.length === 0) return <Text>{plural('roles.permissions', 0)}</Text>;
  return (
    <details>
      <summary>{plural('roles.permissions', permissions.length)}</summary>
      <Text size="sm">{permissions.map(permissionName).join(' · ')}</Text>
    </details>
  );
}

function KeyRow({ apiKey }: { readonly apiKey: ApiKey }) {
  return (
    <Table.Tr>
      <Table.Th scope="row" fw="normal">
        <KeyName apiKey={apiKey} />
      </Table.Th>
      <Table.Td visibleFrom="md" maw={280}>
        <KeyPermissions permissions={apiKey.permissions} />
      </Table.Td>
      <Table.Td>
        <KeyUse apiKey={apiKey} />
      </Table.Td>
      <Table.Td visibleFrom="sm">
        <KeyMaker apiKey={apiKey} />
      </Table.Td>
      <Table.Td w={48}>
        <ApiKeyActs apiKey={apiKey} />
      </Table.Td>
    </Table.Tr>
  );
}

function KeysTable({ keys }: { readonly keys: readonly ApiKey[] }) {
  return (
    <ListTable
      label={text('apiKeys.title')}
      header={
        <>
          <Table.Th>{text('apiKeys.name')}</Table.Th>
          <Table.Th visibleFrom="md">{text('apiKeys.may')}</Table.Th>
          <Table.Th>{text('apiKeys.use')}</Table.Th>
          <Table.Th visibleFrom="sm">{text('apiKeys.createdBy')}</Table.Th>
          <Table.Th>
            <VisuallyHidden>{text('apiKeys.actions')}</VisuallyHidden>
          </Table.Th>
        </>
      }
    >
      {keys.map((apiKey) => (
        <KeyRow key={apiKey.id} apiKey={apiKey} />
      ))}
    </ListTable>
  );
}

function Intro() {
  return (
    <>
      {text('apiKeys.intro')}{' '}
      <Anchor href={paths.apiReference} target="_blank" underline="always">
        {text('apiKeys.reference')}
      </Anchor>
    </>
  );
}

export function ApiKeysPage() {
  const query = useQuery(apiKeysQuery);
  return (
    <SettingsFrame section="api-keys" title={text('apiKeys.title')} intro={<Intro />} actions={<ApiKeyNewButton />}>
      <QueryState query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={text('apiKeys.none')} help={text('apiKeys.none.text')} />
          ) : (
            <Stack gap="sm">
              <KeysTable keys={items} />
              <TimesNote />
            </Stack>
          )
        }
      </QueryState>
    </SettingsFrame>
  );
}
