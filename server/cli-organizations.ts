/** Commands about organisations: what operators do with them, from the terminal. */
import { createWriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import type { Command } from 'commander';
import { withHouse } from './cli-house.ts';
import { answer, CommandError, table } from './cli-output.ts';
import type { Organization } from './organizations/organization.ts';

interface CreateOptions {
  readonly slug: string;
  readonly name: string;
  readonly seats: number;
  readonly seatlessRoles?: boolean;
  readonly timezone?: string;
  readonly locale?: string;
}

const pageSize = 200;

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!/^\d{1,7}$/.test(text)) throw new CommandError(`"${text}" is not a whole number from 0 to 9999999.`);
  return value;
}

async function create({ slug, name, seats, seatlessRoles = false, timezone, locale }: CreateOptions): Promise<void> {
  await withHouse(async ({ house, operator }) => {
    const { organization } = await house.organizations.create(operator, {
      slug,
      name,
      seats,
      seatlessRoles,
      ...(timezone === undefined ? {} : { timeZone: timezone }),
      ...(locale === undefined ? {} : { locale }),
    });
    answer({ organization }, [`Created ${organization.name}: ${organization.address}`]);
  });
}

async function list(): Promise<void> {
  await withHouse(async ({ house, operator }) => {
    const items: Organization[] = [];
    let cursor: string | null = null;
    do {
      const page: { items: Organization[]; next: string | null } = await house.organizations.list(operator, {
        limit: pageSize,
        cursor,
        search: null,
      });
      items.push(...page.items);
      cursor = page.next;
    } while (cursor !== null);
    const rows = items.map((one) => [
      one.slug,
      one.name,
      one.status,
      String(one.users),
      String(one.seats),
      one.timeZone,
      one.address,
    ]);
    const heading = ['SLUG', 'NAME', 'STATUS', 'USERS', 'SEATS', 'TIME ZONE', 'ADDRESS'];
    answer({ items }, items.length === 0 ? ['There is no organisation yet.'] : table([heading, ...rows]));
  });
}

async function setSuspended(slug: string, suspended: boolean): Promise<void> {
  await withHouse(async ({ house, operator }) => {
    await house.organizations.setSuspended(operator, slug, suspended);
    answer({ slug, status: suspended ? 'suspended' : 'active' }, [`${slug} is ${suspended ? 'suspended' : 'active'}.`]);
  });
}

async function renameOrganization(options: { slug: string; name?: string; newSlug?: string }): Promise<void> {
  const { slug, name, newSlug } = options;
  if (name === undefined && newSlug === undefined) throw new CommandError('Give --name, --new-slug or both.');
  await withHouse(async ({ house, operator }) => {
    const patch = { ...(name === undefined ? {} : { name }), ...(newSlug === undefined ? {} : { slug: newSlug }) };
    const { organization } = await house.organizations.update(operator, slug, patch, null);
    answer({ organization }, [`${slug} is now ${organization.name}: ${organization.address}`]);
  });
}

async function setDomain({ slug, domain, remove }: { slug: string; domain?: string; remove?: true }): Promise<void> {
  if ((domain === undefined) === (remove === undefined)) throw new CommandError('Give either --domain or --remove.');
  await withHouse(async ({ house, operator }) => {
    const { organization } = await house.organizations.update(operator, slug, { domain: domain ?? null }, null);
    answer({ organization }, [`The address of ${slug} is ${organization.address}`]);
  });
}

async function exportTo({ slug, output }: { slug: string; output?: string }): Promise<void> {
  await withHouse(async ({ house, operator }) => {
    if (output === undefined) {
      await house.organizations.exportTo(operator, slug, process.stdout);
      return;
    }
    const unfinished = `${output}.unfinished`;
    const file = createWriteStream(unfinished, { mode: 0o600 });
    await house.organizations.exportTo(operator, slug, file);
    file.end();
    await finished(file);
    await rename(unfinished, output);
    answer({ slug, output }, [`Exported ${slug} to ${output}.`]);
  });
}

async function remove({ slug, confirm }: { slug: string; confirm: string }): Promise<void> {
  await withHouse(async ({ house, operator }) => {
    await house.organizations.remove(operator, slug, confirm);
    answer({ slug, deleted: true }, [`${slug} and everything in it is deleted.`]);
  });
}

export function organizationCommands(program: Command): void {
  const organization = program.command('organization').description('organisations of this installation');
  const one = (name: string, description: string): Command =>
    organization.command(name).description(description).requiredOption('--slug <slug>', 'its name in the address');
  one('create', 'create an organisation')
    .requiredOption('--name <name>', 'display name')
    .requiredOption('--seats <number>', 'how many may be signed in at once', wholeNumber)
    .option('--seatless-roles', 'its administrators may make roles that take no seat')
    .option('--timezone <zone>', 'IANA time zone, as in Europe/Lisbon (default UTC)')
    .option('--locale <language>', 'language of pages and mails: en, es or pt (default: that of each browser)')
    .action(create);
  organization.command('list').description('list the organisations').action(list);
  one('suspend', 'nobody can sign in, everybody is signed out').action(({ slug }) => setSuspended(slug, true));
  one('resume', 'undo a suspension').action(({ slug }) => setSuspended(slug, false));
  one('rename', 'change the display name, the name in the address, or both')
    .option('--name <name>', 'new display name')
    .option('--new-slug <slug>', 'new name in the address')
    .action(renameOrganization);
  one('domain', 'give an organisation a domain of its own, or remove it')
    .option('--domain <name>', 'host name, as in login.example.com')
    .option('--remove', 'only the address below the base host is left')
    .action(setDomain);
  one('export', 'write everything about an organisation, but secrets, as JSON lines')
    .option('--output <file>', 'file to write (mode 0600); standard output if not given')
    .action(exportTo);
  one('delete', 'delete an organisation that was exported within the hour')
    .requiredOption('--confirm <slug>', 'the slug once more')
    .action(remove);
}
