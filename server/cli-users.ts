/** Commands about people: operators, users, API keys. */
import type { Command } from 'commander';
import { createApiKey } from './api-keys/api-keys.ts';
import { tenantNamed, withHouse } from './cli-house.ts';
import { answer, CommandError, passwordFromStdin } from './cli-output.ts';
import { type Caller, commandLineCaller, permissions } from './kernel/caller.ts';
import { findRole } from './roles/roles.ts';
import { operatorsTenantId, type Tenant } from './tenants/tenants.ts';
import type { CreatedUser } from './users/acts.ts';
import type { Users } from './users/users.ts';

interface CreateOptions {
  readonly username: string;
  readonly email?: string;
  readonly passwordStdin?: true;
}

interface UserCreateOptions extends CreateOptions {
  readonly organization: string;
  readonly role: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly extension?: string;
  readonly locale?: string;
  readonly temporary?: true;
}

interface OneUser {
  readonly organization: string;
  readonly username: string;
}

function printCreated(created: CreatedUser, address: string): void {
  const { user, temporaryPassword } = created;
  const mailed = user.email === null ? [] : [`Address for mail:   ${user.email}`];
  const shown =
    temporaryPassword === undefined ? [] : [`Temporary password: ${temporaryPassword}  (shown only this once)`];
  answer({ ...created, address }, [
    `Created ${user.username} (${user.role}).`,
    `Address:            ${address}`,
    `Username:           ${user.username}`,
    ...mailed,
    ...shown,
  ]);
}

async function createUser(options: UserCreateOptions): Promise<void> {
  const { organization, passwordStdin, temporary = false, ...names } = options;
  const chosen = passwordStdin ? { password: await passwordFromStdin(), temporary } : {};
  await withHouse(async (at) => {
    const tenant = await tenantNamed(at, organization);
    const created = await at.house.users.create(tenant, commandLineCaller(tenant.id), { ...names, ...chosen });
    printCreated(created, `${tenant.origin}${tenant.kind === 'operators' ? '/operator/sign-in' : '/sign-in'}`);
  });
}

type Act = (users: Users, tenant: Tenant, caller: Caller, id: string) => Promise<unknown>;

/** Does something to one user, found by username or e-mail address. */
async function actOnUser({ organization, username }: OneUser, done: string, act: Act): Promise<void> {
  await withHouse(async (at) => {
    const tenant = await tenantNamed(at, organization);
    const id = await at.house.users.findByIdentifier(tenant, username);
    await act(at.house.users, tenant, commandLineCaller(tenant.id), id);
    answer({ id, username, organization, done }, [`${username} of ${organization} is ${done}.`]);
  });
}

async function setPassword(options: OneUser & { passwordStdin?: true; temporary?: true }): Promise<void> {
  const { organization, username, passwordStdin, temporary = false } = options;
  const choice = passwordStdin ? { password: await passwordFromStdin(), temporary } : ({ generate: true } as const);
  await withHouse(async (at) => {
    const tenant = await tenantNamed(at, organization);
    const id = await at.house.users.findByIdentifier(tenant, username);
    const set = await at.house.users.setPassword(tenant, commandLineCaller(tenant.id), id, choice);
    const { temporaryPassword } = set;
    answer({ id, username, organization, ...set }, [
      temporaryPassword === undefined
        ? `The password of ${username} is set.`
        : `Temporary password of ${username}: ${temporaryPassword}  (shown only this once)`,
    ]);
  });
}

/** A key with all that the scope's highest role may do. The key alone is printed, so that a script can keep it. */
async function createKey({ scope, name }: { scope: string; name: string }): Promise<void> {
  const [kind, slug] = scope.split(/:(.*)/s);
  if (!(kind === 'operator' && slug === undefined) && !(kind === 'organization' && slug))
    throw new CommandError('--scope must be operator, or organization:SLUG as in organization:acme.');
  await withHouse(async (at) => {
    const tenant = await (slug ? at.house.tenants.bySlug(slug) : at.house.tenants.byId(operatorsTenantId));
    const roleKey = kind === 'operator' ? 'operator' : 'administrator';
    const role = await at.house.database.withTenant(tenant.id, (tx) => findRole(tx, tenant.id, roleKey));
    const held: readonly string[] = role?.permissions ?? [];
    const granted = permissions.filter((permission) => held.includes(permission));
    const made = await createApiKey(at.house.database, commandLineCaller(tenant.id), { name, permissions: granted });
    answer({ ...made, scope, name, permissions: granted }, [made.key]);
  });
}

function oneUser(parent: Command, name: string, description: string): Command {
  return parent
    .command(name)
    .description(description)
    .requiredOption('--organization <slug>', 'organisation of the user; "operator" for the operators')
    .requiredOption('--username <name>', 'username or e-mail address');
}

function userCommands(program: Command): void {
  const user = program.command('user').description('people of an organisation');
  user
    .command('create')
    .description(
      'create a user; without --password-stdin the password is mailed, or printed once if there is no address',
    )
    .requiredOption('--organization <slug>', 'organisation; "operator" for the operators')
    .requiredOption('--username <name>', 'username')
    .option('--email <address>', 'e-mail address')
    .option('--role <role>', 'administrator, supervisor or agent', 'agent')
    .option('--first-name <name>', 'first name')
    .option('--last-name <name>', 'last name')
    .option('--extension <digits>', 'telephone extension')
    .option('--locale <language>', 'language of pages and mails')
    .option('--password-stdin', 'read the password from standard input')
    .option('--temporary', 'with --password-stdin: it opens only the page that chooses a new one')
    .action((options: UserCreateOptions) => createUser(options));
  oneUser(user, 'unlock', 'unlock a user everywhere').action((options: OneUser) =>
    actOnUser(options, 'unlocked', (users, ...who) => users.unlock(...who)),
  );
  oneUser(user, 'disable', 'disable a user; every session ends').action((options: OneUser) =>
    actOnUser(options, 'disabled', (users, ...who) => users.setDisabled(...who, true)),
  );
  oneUser(user, 'enable', 'enable a disabled user').action((options: OneUser) =>
    actOnUser(options, 'enabled', (users, ...who) => users.setDisabled(...who, false)),
  );
  oneUser(user, 'set-password', 'set the password; without --password-stdin a temporary one is made and printed once')
    .option('--password-stdin', 'read the password from standard input')
    .option('--temporary', 'with --password-stdin: it opens only the page that chooses a new one')
    .action(setPassword);
}

export function peopleCommands(program: Command): void {
  const operator = program.command('operator').description('people who run this installation');
  operator
    .command('create')
    .description('create an operator; without --password-stdin a temporary password is printed once')
    .requiredOption('--username <name>', 'username')
    .option('--email <address>', 'e-mail address, to which a temporary password is mailed instead of printed')
    .option('--password-stdin', 'read the password from standard input')
    .action((options: CreateOptions) => createUser({ ...options, organization: 'operator', role: 'operator' }));
  const key = program.command('api-key').description('keys for programs');
  key
    .command('create')
    .description('create an API key and print it: the only time it can be read')
    .requiredOption('--scope <scope>', 'operator, or organization:SLUG')
    .option('--name <name>', 'what it is for, as shown in the list of keys', 'command line')
    .action(createKey);
  userCommands(program);
}
