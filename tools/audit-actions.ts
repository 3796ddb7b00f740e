/** Writes the tables of docs/audit.md from the list of actions and the console's English sentences; tools/audit-actions.test.ts compares. */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type AuditArea, auditActionsByArea, auditAreas } from '../server/audit/actions.ts';
import { catalogue } from '../web/texts/en/catalogue.ts';

const document = new URL('../docs/audit.md', import.meta.url);
const marks = { begin: '<!-- actions -->', end: '<!-- /actions -->' };

function sentence(action: string): string {
  const key = `audit.did.${action.replaceAll('.', '_')}`;
  const [, text = ''] = Object.entries(catalogue).find(([name]) => name === key) ?? [];
  return text
    .replace('{actor}', '*somebody*')
    .replace('{target}', '*the one named*')
    .replace(/^\*s/, '*S')
    .replace(/^\*t/, '*T');
}

function tableOf(area: AuditArea): string {
  const rows = auditActionsByArea[area].map((action) => `| \`${action}\` | ${sentence(action)} |`);
  return [`### ${catalogue[`audit.area.${area}`]}`, '| action | what happened |', '|---|---|', ...rows].join('\n');
}

/** The document with its tables as they should be. */
export async function auditDocument(): Promise<{ readonly is: string; readonly ought: string }> {
  const is = await readFile(document, 'utf8');
  const [before = '', rest = ''] = is.split(marks.begin);
  const [, after = ''] = rest.split(marks.end);
  const tables = auditAreas.map(tableOf).join('\n\n');
  return { is, ought: `${before}${marks.begin}\n${tables}\n${marks.end}${after}` };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeFile(document, (await auditDocument()).ought);
