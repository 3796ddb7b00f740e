// Row M2: what lists of SCIM find, in which order, and what is shown of it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestApp, testApp } from '../../test/support/app.ts';
import type { Browser } from '../../test/support/browser.ts';
import { created, scimHouse } from '../../test/support/scim.ts';

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app.close());

async function usernames(provider: Browser, query: string): Promise<string[]> {
  const answer = await provider.get(`/scim/v2/Users?${query}`);
  assert.equal(answer.status, 200, answer.text);
  return answer.json<{ Resources: { userName: string }[] }>().Resources.map(({ userName }) => userName);
}

function filtered(provider: Browser, filter: string): Promise<string[]> {
  return usernames(provider, `sortBy=userName&filter=${encodeURIComponent(filter)}`);
}

test('M2 filters find by each attribute, with and, or and not, whatever stands in a text', async () => {
  const { provider } = await scimHouse(app, 'scim-filter');
  await created(provider, 'ana', {
    externalId: 'E\\1"x',
    name: { givenName: 'José', familyName: 'Núñez' },
    emails: [{ value: 'ana@f.example' }],
  });
  const eva = await created(provider, 'Eva', { name: { givenName: 'Eva' }, active: false });
  await created(provider, 'zoe_1', { emails: [{ value: 'zoe@f.example' }] });
  const finding: readonly (readonly [string, readonly string[]])[] = [
    ['userName eq "ANA"', ['ana']],
    ['urn:ietf:params:scim:schemas:core:2.0:User:userName eq "ana"', ['ana']],
    ['userName sw "Z"', ['zoe_1']],
    ['userName sw "zoe%"', []],
    ['userName co "_"', ['zoe_1']],
    ['userName ew "A"', ['ana', 'Eva']],
    ['userName ne "ana"', ['Eva', 'zoe_1']],
    ['externalId eq "E\\\\1\\"x"', ['ana']],
    ['externalId eq "e\\\\1\\"x"', []],
    ['externalId pr', ['ana']],
    ['externalId ne "nobody"', ['ana', 'Eva', 'zoe_1']],
    ['not (externalId co "x")', ['Eva', 'zoe_1']],
    ['not (externalId pr)', ['Eva', 'zoe_1']],
    ['name.givenName eq "JOSÉ"', ['ana']],
    ['name.givenName eq "jos\\u00e9"', ['ana']],
    ['name.familyName sw "Nú"', ['ana']],
    ['displayName eq "josé núñez"', ['ana']],
    ['displayName eq "zoe_1"', ['zoe_1']],
    ['emails.value eq "ZOE@f.example"', ['zoe_1']],
    ['emails co "@f.example"', ['ana', 'zoe_1']],
    ['emails[type eq "work" and value sw "ana"]', ['ana']],
    ['emails[type eq "home"]', []],
    ['emails pr', ['ana', 'zoe_1']],
    ['not (emails.value eq "ana@f.example")', ['Eva', 'zoe_1']],
    ['active eq false', ['Eva']],
    ['active eq "True"', ['ana', 'zoe_1']],
    [`id eq "${eva}" or userName eq "ana"`, ['ana', 'Eva']],
    ['userName sw "a" and active eq true', ['ana']],
    ['(userName eq "ana" or userName eq "Eva") and not (active eq true)', ['Eva']],
    ['roles.value eq "agent"', ['ana', 'Eva', 'zoe_1']],
    ['roles[value eq "supervisor"]', []],
    ['meta.lastModified gt "2020-01-01T00:00:00Z"', ['ana', 'Eva', 'zoe_1']],
    ['meta.lastModified lt "2020-01-01T00:00:00+01:00"', []],
    ['userName eq "\'; DROP TABLE users; --"', []],
    ['userName eq "ana" and userName pr', ['ana']],
  ];
  for (const [filter, expected] of finding) assert.deepEqual(await filtered(provider, filter), expected, filter);
});

test('M2 pages by index and by cursor show everybody once, sorted where that is asked for', async () => {
  const { provider } = await scimHouse(app, 'scim-pages');
  const names = ['delta', 'Alpha', 'charlie', 'bravo', 'echo'];
  for (const name of names) await created(provider, name);
  const page = async (query: string) =>
    (await provider.get(`/scim/v2/Users?${query}`)).json<{
      totalResults: number;
      itemsPerPage: number;
      startIndex?: number;
      nextCursor?: string;
      Resources: { userName: string }[];
    }>();
  const second = await page('startIndex=3&count=2');
  assert.deepEqual([second.totalResults, second.itemsPerPage, second.startIndex], [5, 2, 3]);
  assert.deepEqual(
    second.Resources.map(({ userName }) => userName),
    ['charlie', 'bravo'],
  );
  const beyond = await page('startIndex=6&count=2');
  assert.deepEqual([beyond.totalResults, beyond.Resources], [5, []]);
  const seen: string[] = [];
  for (let cursor: string | undefined = ''; cursor !== undefined; ) {
    const { Resources, nextCursor, totalResults }: Awaited<ReturnType<typeof page>> = await page(
      `count=2&cursor=${cursor}`,
    );
    assert.equal(totalResults, 5);
    seen.push(...Resources.map(({ userName }) => userName));
    cursor = nextCursor;
  }
  assert.deepEqual(seen, names);
  assert.deepEqual(await usernames(provider, 'sortBy=userName'), ['Alpha', 'bravo', 'charlie', 'delta', 'echo']);
  assert.deepEqual(await usernames(provider, 'sortBy=userName&sortOrder=descending&count=2'), ['echo', 'delta']);
});

test('M2 attributes and excludedAttributes choose what is answered; id and schemas always are', async () => {
  const { provider } = await scimHouse(app, 'scim-attributes');
  const id = await created(provider, 'ana', { name: { givenName: 'Ana', familyName: 'Sa' } });
  const keys = async (query: string) =>
    Object.keys((await provider.get(`/scim/v2/Users/${id}?${query}`)).json()).sort();
  assert.deepEqual(await keys('attributes=userName'), ['id', 'schemas', 'userName']);
  const only = await provider.get(
    `/scim/v2/Users/${id}?attributes=name.FamilyName,urn:ietf:params:scim:schemas:core:2.0:User:active`,
  );
  assert.deepEqual(only.json().name, { familyName: 'Sa' });
  assert.equal((await keys('excludedAttributes=meta,name,roles')).join(), 'active,displayName,id,schemas,userName');
});
