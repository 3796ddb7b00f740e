/**
 * Writes docs/permissions.md: who may do what, as the code does it, so that a change of it shows in a review and can be read by
 * somebody who reads no code. test/surface/permissions.test.ts compares it.
 */
import { writeFile } from 'node:fs/promises';
import { permissions } from '../server/kernel/caller.ts';
import { builtInRoles } from '../server/roles/built-in.ts';
import { expectationOf } from '../test/surface/endpoints.ts';
import { type Enough, guardedEndpoints, type PermissionMap, permissionMap } from '../test/surface/permission-map.ts';

export const permissionsFile = new URL('../docs/permissions.md', import.meta.url);

const roles = builtInRoles.map(({ key, name, permissions: held }) => ({ key, name, held: new Set<string>(held) }));

const heading = `# Who may do what

Written by \`node tools/permissions.ts\` from what the server does; a test compares the two. Other roles hold other permissions; what
each one opens is the same for everybody. “Own teams”: the members of the teams that one supervises, and nobody else. Nobody grants
what they do not have, makes an API key that may more than they may, or acts on somebody who may more.

`;

/** What a role may by one of these. */
function reachOf(held: ReadonlySet<string>, enough: readonly Pick<Enough, 'permissions'>[]): string {
  const mine = enough.filter(
    ({ permissions: all }) => all.length > 0 && all.every((permission) => held.has(permission)),
  );
  if (mine.length === 0) return 'no';
  return mine.every(({ permissions: [first] }) => first?.startsWith('team:')) ? 'own teams' : 'may';
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function table(head: readonly string[], lines: readonly (readonly string[])[]): string {
  return [row(head), row(head.map(() => '---')), ...lines.map(row)].join('\n');
}

function roleTable(): string {
  const lines = permissions
    .filter((permission) => !/^(organizations|installation):/.test(permission))
    .map((permission) => [
      `\`${permission}\``,
      ...roles.map(({ held }) => reachOf(held, [{ permissions: [permission] }])),
    ]);
  return table(['permission', ...roles.map(({ name }) => name)], lines);
}

function endpointTable(found: PermissionMap, host: 'organization' | 'operators'): string {
  const isOperators = host === 'operators';
  const some = guardedEndpoints().filter((endpoint) => expectationOf(endpoint).host === host);
  const lines = some.map(({ name }) => {
    const enough = found.get(name) ?? [];
    const names = enough.map(
      ({ permissions: all, besideRead }) =>
        `${all.map((permission) => `\`${permission}\``).join(' and ')}${besideRead ? ' †' : ''}`,
    );
    return [`\`${name}\``, names.join(' or '), ...(isOperators ? [] : roles.map(({ held }) => reachOf(held, enough)))];
  });
  return table(['call', 'permission', ...(isOperators ? [] : roles.map(({ name }) => name))], lines);
}

/** The file as it has to be. */
export function permissionsDocument(found: PermissionMap): string {
  return `${heading}## Built-in roles

${roleTable()}

## Calls of an organisation

What is not listed is about oneself, and open to everybody who is signed in, or belongs to signing in, and is open to everybody.

† beside \`users:read\`, or \`team:read\` where it is for one’s own teams.

${endpointTable(found, 'organization')}

## Calls of operators, on the base host

${endpointTable(found, 'operators')}
`;
}

/** The permissions that a call can be made with, by their verb: `users:unlock` and `team:unlock` are both `unlock`. */
export function verbsOf(enough: readonly Enough[]): string[] {
  return [...new Set(enough.flatMap(({ permissions: all }) => all.map((one) => one.replace(/^(users|team):/, ''))))];
}

if (import.meta.main) {
  await writeFile(permissionsFile, permissionsDocument(await permissionMap()));
  console.log('docs/permissions.md is up to date.');
}
