/** What became of the lines of an import, or will: counts, those that need a look, and temporary passwords to hand over. */
import { Alert, Anchor, Button, Group, SimpleGrid, Stack, Table, Text, Title } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import {
  type ImportCounts,
  type ImportDetail,
  importLinesQuery,
  importPasswords,
  importPasswordsSaved,
  importReportPath,
  importsFilter,
} from '../api/imports.ts';
import { plural, text, textOr } from '../texts/texts.ts';
import { FormFailure } from '../ui/failure.tsx';
import { ListState } from '../ui/list-state.tsx';
import { ListTable } from '../ui/list-table.tsx';
import { numberText } from './numbers.ts';

export type Tense = 'foreseen' | 'done';

export function ImportCountsView({ counts, tense }: { readonly counts: ImportCounts; readonly tense: Tense }) {
  const shown = (['created', 'updated', 'skipped', 'refused'] as const).filter(
    (outcome) => outcome === 'created' || counts[outcome] > 0,
  );
  return (
    <SimpleGrid cols={{ base: 2, sm: 4 }} component="dl" m={0}>
      {shown.map((outcome) => (
        <div key={outcome}>
          <Text component="dt" c="dimmed" size="sm">
            {textOr(`imports.${tense}.${outcome}`, outcome)}
          </Text>
          <Text component="dd" m={0} size="xl" fw={600}>
            {numberText(counts[outcome])}
          </Text>
        </div>
      ))}
    </SimpleGrid>
  );
}

/** The lines that were refused, or would be: where and why. */
export function ImportLines({ id, tense }: { readonly id: string; readonly tense: Tense }) {
  const query = useInfiniteQuery(importLinesQuery(id, 'refused'));
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Title order={2} size="h3">
          {text(tense === 'foreseen' ? 'imports.refused.foreseen' : 'imports.refused.done')}
        </Title>
        <Anchor href={importReportPath(id)} download underline="always">
          {text('imports.report')}
        </Anchor>
      </Group>
      <ListState
        query={query}
        empty={<Text>{text('imports.refused.none')}</Text>}
        summary={(count) => plural('imports.refused.shown', count)}
      >
        {(lines) => (
          <ListTable
            label={text('imports.refused.done')}
            header={
              <>
                <Table.Th>{text('imports.line')}</Table.Th>
                <Table.Th>{text('people.username')}</Table.Th>
                <Table.Th>{text('imports.reason')}</Table.Th>
              </>
            }
          >
            {lines.map(({ line, username, message }) => (
              <Table.Tr key={line}>
                <Table.Td>{line}</Table.Td>
                <Table.Td style={{ overflowWrap: 'anywhere' }}>{username ?? '–'}</Table.Td>
                <Table.Td style={{ overflowWrap: 'anywhere' }}>{message}</Table.Td>
              </Table.Tr>
            ))}
          </ListTable>
        )}
      </ListState>
    </Stack>
  );
}

/** Hands a file over to the browser. */
function save(content: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

export function ImportPasswords({ of }: { readonly of: ImportDetail }) {
  const client = useQueryClient();
  const take = useMutation({
    mutationFn: () => importPasswords(of.id),
    onSuccess: (content) => {
      save(content, text('imports.passwords.file'));
      return client.invalidateQueries(importsFilter);
    },
  });
  const saved = useMutation({
    mutationFn: () => importPasswordsSaved(of.id),
    onSettled: () => client.invalidateQueries(importsFilter),
  });
  if (of.passwords === 0) return null;
  const wasTaken = of.passwordsTaken === of.passwords;
  return (
    <Alert color="blue" title={plural('imports.passwords.waiting', of.passwords)}>
      <Stack align="flex-start" gap="sm">
        <FormFailure error={take.error ?? saved.error} />
        <Text size="sm">{text('imports.passwords.once')}</Text>
        <Group>
          <Button variant={wasTaken ? 'default' : 'filled'} loading={take.isPending} onClick={() => take.mutate()}>
            {text(wasTaken ? 'imports.passwords.again' : 'imports.passwords.take')}
          </Button>
          {of.passwordsTaken === 0 ? null : (
            <Button loading={saved.isPending} onClick={() => saved.mutate()}>
              {text('imports.passwords.saved')}
            </Button>
          )}
        </Group>
      </Stack>
    </Alert>
  );
}
