/** Console → People → Import: choose a file, or find again one that was chosen before. */
import { Anchor, Badge, Button, FileButton, Group, Paper, Stack, Table, Text, Title } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { type Import, importsQuery, importUpload } from '../api/imports.ts';
import { importPath, paths } from '../paths.ts';
import { text } from '../texts/texts.ts';
import { FormFailure } from '../ui/failure.tsx';
import { ListTable } from '../ui/list-table.tsx';
import { Page } from '../ui/page.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { RowLink } from '../ui/row-link.tsx';
import { useTimeStyle } from '../ui/session-context.ts';
import { dateTimeText } from '../ui/time.ts';
import { TimesNote } from '../ui/times-note.tsx';
import { numberText } from './numbers.ts';

/** A file that shows what a line may say; a data URL, because there is nothing in it to ask the server for. */
const example = `data:text/csv;charset=utf-8,${encodeURIComponent(
  'username,email,firstName,lastName,role,teams,schedule,extension,station,locale,status\r\nana,ana@example.com,Ana,Lima,agent,Sales|Morning,,101,,es,active\r\n',
)}`;

function ChooseFile() {
  const [, navigate] = useLocation();
  const upload = useMutation({
    mutationFn: importUpload,
    onSuccess: ({ id }) => navigate(importPath(id)),
  });
  return (
    <Paper withBorder p="lg">
      <Stack align="flex-start">
        <FormFailure error={upload.error} />
        <Text>{text('imports.choose.text')}</Text>
        <Group>
          <FileButton
            accept=".csv,.txt,text/csv"
            inputProps={{ 'aria-label': text('imports.choose'), tabIndex: -1 }}
            onChange={(file) => {
              if (file !== null) upload.mutate(file);
            }}
          >
            {(props) => (
              <Button {...props} loading={upload.isPending} leftSection={<IconUpload size={16} aria-hidden />}>
                {text('imports.choose')}
              </Button>
            )}
          </FileButton>
          <Anchor href={example} download="people.csv" underline="always">
            {text('imports.example')}
          </Anchor>
        </Group>
      </Stack>
    </Paper>
  );
}

function outcomeText({ state, counts, foreseen, lines }: Import): string {
  if (state === 'uploaded' || state === 'checking') return text('imports.lines', { count: numberText(lines) });
  const { created, refused } = state === 'checked' && foreseen !== null ? foreseen : counts;
  return text(state === 'checked' ? 'imports.short.foreseen' : 'imports.short.done', {
    created: numberText(created),
    refused: numberText(refused),
  });
}

const colors: Readonly<Record<Import['state'], string>> = {
  uploaded: 'gray',
  checking: 'blue',
  checked: 'gray',
  running: 'blue',
  done: 'green',
  cancelled: 'gray',
  failed: 'red',
};

function Row({ one }: { readonly one: Import }) {
  const style = useTimeStyle();
  return (
    <Table.Tr>
      <Table.Th scope="row" fw="normal">
        <RowLink href={importPath(one.id)}>{one.fileName}</RowLink>
      </Table.Th>
      <Table.Td>
        <Badge variant="light" color={colors[one.state]}>
          {text(`imports.state.${one.state}`)}
        </Badge>
      </Table.Td>
      <Table.Td visibleFrom="sm">{outcomeText(one)}</Table.Td>
      <Table.Td visibleFrom="sm">{dateTimeText(one.createdAt, style)}</Table.Td>
    </Table.Tr>
  );
}

export function ImportsPage() {
  const query = useQuery(importsQuery);
  return (
    <Page
      title={text('imports.title')}
      intro={text('imports.intro')}
      width="wide"
      back={{ href: paths.people, label: text('people.title') }}
    >
      <ChooseFile />
      <QueryState query={query}>
        {({ items }) =>
          items.length === 0 ? null : (
            <Stack gap="sm">
              <Title order={2} size="h3">
                {text('imports.earlier')}
              </Title>
              <ListTable
                label={text('imports.earlier')}
                header={
                  <>
                    <Table.Th>{text('imports.file')}</Table.Th>
                    <Table.Th>{text('imports.state')}</Table.Th>
                    <Table.Th visibleFrom="sm">{text('imports.outcome')}</Table.Th>
                    <Table.Th visibleFrom="sm">{text('imports.when')}</Table.Th>
                  </>
                }
              >
                {items.map((one) => (
                  <Row key={one.id} one={one} />
                ))}
              </ListTable>
              <TimesNote />
            </Stack>
          )
        }
      </QueryState>
    </Page>
  );
}
