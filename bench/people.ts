// The people of the bench: an organisation whose agents sign in, some from the browser they always use, some from anywhere.
import type { Tenant } from '../server/tenants/tenants.ts';
import type { Browser } from '../test/support/browser.ts';
import { makeOrganization, makeUsers, password, type Stage, signInAll } from './stage.ts';

export interface People {
  readonly tenant: Tenant;
  readonly password: string;
  /** Usernames of agents with an address; each has a browser. */
  readonly agents: readonly string[];
  /** Of the agents, in their order, signed in. */
  readonly browsers: readonly Browser[];
  /** Usernames of agents without an address, so that a sign-in from a new browser sends no mail. */
  readonly plainAgents: readonly string[];
  /** Signed in, may read everything. */
  readonly administrator: Browser;
}

export async function makePeople(stage: Stage, slug: string, count: number): Promise<People> {
  const tenant = await makeOrganization(stage, slug);
  const names = (kind: string): string[] =>
    Array.from({ length: count }, (_, index) => `${kind}${String(index).padStart(4, '0')}`);
  const [agents, plainAgents] = [names('agent'), names('plain')];
  await makeUsers(stage, tenant, [
    ...agents.map((username) => ({
      username,
      email: `${username}@example.com`,
      role: 'agent',
      firstName: 'Ana',
      lastName: 'Lopes',
    })),
    ...plainAgents.map((username) => ({ username, role: 'agent', firstName: 'Rui', lastName: 'Costa' })),
    { username: 'boss', role: 'administrator', firstName: 'Eva', lastName: 'Reis' },
  ]);
  const browsers = await signInAll(stage.server, tenant, agents);
  const [administrator] = await signInAll(stage.server, tenant, ['boss']);
  if (administrator === undefined) throw new Error('The administrator has no browser.');
  return { tenant, password, agents, browsers, plainAgents, administrator };
}
