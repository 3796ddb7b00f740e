// The requests and assertions of Okta's published "SCIM 2.0 SPEC Test" (developer.okta.com, "Prepare your SCIM API service", the file
// Okta-SCIM-20-SPEC-Test.json), and after them the requests that its "SCIM 2.0 protocol reference" documents for users and groups.
import type { Step } from './steps.ts';

const list = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
const error = 'urn:ietf:params:scim:api:messages:2.0:Error';
const user = 'urn:ietf:params:scim:schemas:core:2.0:User';
const group = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const patch = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

const random = {
  schemas: [user],
  userName: '{{randomUsername}}',
  name: { givenName: '{{randomGivenName}}', familyName: '{{randomFamilyName}}' },
  emails: [{ primary: true, value: '{{randomEmail}}', type: 'work' }],
  displayName: '{{randomGivenName}} {{randomFamilyName}}',
  active: true,
};
const json = { 'content-type': 'application/json', accept: 'application/scim+json; charset=utf-8' };

export const oktaVariables: ReadonlyMap<string, string> = new Map([
  ['InvalidUserEmail', 'abcdefgh@atko.com'],
  ['UserIdThatDoesNotExist', '010101001010101011001010101011'],
  ['randomUsername', 'Runscope300Hfluaklab151@atko.com'],
  ['randomUsernameCaps', 'RUNSCOPE300HFLUAKLAB151@ATKO.COM'],
  ['randomEmail', 'Runscope300Hfluaklab151@atko.com'],
  ['randomGivenName', 'Runscope300'],
  ['randomFamilyName', 'Hfluaklab151'],
]);

/** "Required Test" and "Optional Test" as the suite calls them. A user with name and address is there before. */
export const oktaSpecTest: readonly Step[] = [
  {
    title: 'Test Users endpoint',
    method: 'GET',
    path: '/Users?count=1&startIndex=1',
    status: 200,
    requires: {
      Resources: 'not empty',
      schemas: { has: list },
      itemsPerPage: 'a number',
      startIndex: 'a number',
      totalResults: 'a number',
      'Resources[0].id': 'not empty',
      'Resources[0].name.familyName': 'not empty',
      'Resources[0].name.givenName': 'not empty',
      'Resources[0].userName': 'not empty',
      'Resources[0].active': 'not empty',
      'Resources[0].emails[0].value': 'not empty',
    },
    keeps: { ISVUserid: 'Resources[0].id' },
  },
  {
    title: 'Get Users/{{id}}',
    method: 'GET',
    path: '/Users/{{ISVUserid}}',
    status: 200,
    requires: {
      'name.familyName': 'not empty',
      'name.givenName': 'not empty',
      userName: 'not empty',
      active: 'not empty',
      'emails[0].value': 'not empty',
      id: { is: '{{ISVUserid}}' },
    },
  },
  {
    title: 'Test invalid User by username',
    method: 'GET',
    path: '/Users?filter=userName eq "{{InvalidUserEmail}}"',
    status: 200,
    requires: { schemas: { has: list }, totalResults: 0 },
  },
  {
    title: 'Test invalid User by ID',
    method: 'GET',
    path: '/Users/{{UserIdThatDoesNotExist}}',
    status: 404,
    requires: { detail: 'not empty', schemas: { has: error } },
  },
  {
    title: 'Make sure random user doesn’t exist',
    method: 'GET',
    path: '/Users?filter=userName eq "{{randomEmail}}"',
    status: 200,
    requires: { totalResults: 0, schemas: { has: list } },
  },
  {
    title: 'Create Okta user with realistic values',
    method: 'POST',
    path: '/Users',
    headers: json,
    body: random,
    status: 201,
    requires: {
      active: true,
      id: 'not empty',
      'name.familyName': { is: '{{randomFamilyName}}' },
      'name.givenName': { is: '{{randomGivenName}}' },
      schemas: { has: user },
      userName: { is: '{{randomUsername}}' },
    },
    keeps: { idUserOne: 'id', randomUserEmail: 'emails[0].value' },
  },
  {
    title: 'Verify that user was created',
    method: 'GET',
    path: '/Users/{{idUserOne}}',
    status: 200,
    requires: {
      userName: { is: '{{randomUsername}}' },
      'name.familyName': { is: '{{randomFamilyName}}' },
      'name.givenName': { is: '{{randomGivenName}}' },
    },
  },
  {
    title: 'Expect failure when recreating user with same values',
    method: 'POST',
    path: '/Users',
    headers: json,
    body: random,
    status: 409,
    requires: { scimType: { is: 'uniqueness' } },
  },
  {
    title: 'Username Case Sensitivity Check',
    method: 'GET',
    path: '/Users?filter=userName eq "{{randomUsernameCaps}}"',
    status: 200,
    requires: { totalResults: 1 },
  },
  {
    title: 'Verify Groups endpoint',
    method: 'GET',
    path: '/Groups',
    status: 200,
    requires: { Resources: 'not empty', totalResults: 'a number' },
  },
  {
    title: 'Check status 401',
    method: 'GET',
    path: '/Users?filter=userName eq "{{randomUsernameCaps}}"',
    headers: { authorization: 'non-token' },
    status: 401,
    requires: { detail: 'not empty', status: { is: '401' }, schemas: { has: error } },
  },
  {
    title: 'Check status 404',
    method: 'GET',
    path: '/Users/00919288221112222',
    status: 404,
    requires: { detail: 'not empty', status: { is: '404' }, schemas: { has: error } },
  },
];

/** What Okta sends in the life of a user and of a group. */
export const oktaLifeCycle: readonly Step[] = [
  {
    title: 'Update the profile: PUT of the whole resource, with what the server assigned',
    method: 'PUT',
    path: '/Users/{{idUserOne}}',
    body: {
      schemas: [user],
      id: '{{idUserOne}}',
      userName: '{{randomUsername}}',
      name: { givenName: 'Another', middleName: 'Excited', familyName: '{{randomFamilyName}}' },
      emails: [{ primary: true, value: '{{randomEmail}}', type: 'work', display: '{{randomEmail}}' }],
      active: true,
      groups: [],
      meta: { resourceType: 'User' },
    },
    status: 200,
    requires: { 'name.givenName': { is: 'Another' }, active: true, 'meta.version': { is: 'W/"2"' } },
  },
  {
    title: 'Deactivate: PATCH without a path',
    method: 'PATCH',
    path: '/Users/{{idUserOne}}',
    body: { schemas: [patch], Operations: [{ op: 'replace', value: { active: false } }] },
    status: 200,
    requires: { active: false },
  },
  {
    title: 'Reactivate: PUT',
    method: 'PUT',
    path: '/Users/{{idUserOne}}',
    body: { ...random, name: { givenName: 'Another', familyName: '{{randomFamilyName}}' } },
    status: 200,
    requires: { active: true },
  },
  {
    title: 'Password sync: PATCH of the password, which nobody is told',
    method: 'PATCH',
    path: '/Users/{{idUserOne}}',
    body: { schemas: [patch], Operations: [{ op: 'replace', value: { password: 'purple lantern 44 river' } }] },
    status: 200,
    requires: { password: 'absent' },
  },
  {
    title: 'Create a group',
    method: 'POST',
    path: '/Groups',
    body: { schemas: [group], displayName: 'Test SCIMv2', members: [] },
    status: 201,
    requires: { displayName: { is: 'Test SCIMv2' }, schemas: { has: group } },
    keeps: { idGroup: 'id' },
  },
  {
    title: 'Retrieve a group by its name',
    method: 'GET',
    path: '/Groups?filter=displayName eq "Test SCIMv2"&startIndex=1&count=100',
    status: 200,
    requires: { totalResults: 1, 'Resources[0].id': { is: '{{idGroup}}' } },
  },
  {
    title: 'Rename a group: PATCH without a path, with the id in the value',
    method: 'PATCH',
    path: '/Groups/{{idGroup}}',
    body: { schemas: [patch], Operations: [{ op: 'replace', value: { id: '{{idGroup}}', displayName: 'Renamed' } }] },
    status: 200,
    requires: { displayName: { is: 'Renamed' } },
  },
  {
    title: 'Add a member',
    method: 'PATCH',
    path: '/Groups/{{idGroup}}',
    body: {
      schemas: [patch],
      Operations: [{ op: 'add', path: 'members', value: [{ value: '{{idUserOne}}', display: '{{randomUsername}}' }] }],
    },
    status: 200,
    requires: { 'members[0].value': { is: '{{idUserOne}}' } },
  },
  {
    title: 'Remove one member and add others in one PATCH',
    method: 'PATCH',
    path: '/Groups/{{idGroup}}',
    body: {
      schemas: [patch],
      Operations: [
        { op: 'remove', path: 'members[value eq "{{idUserOne}}"]' },
        { op: 'add', path: 'members', value: [{ value: '{{ISVUserid}}', display: 'x' }] },
      ],
    },
    status: 200,
    requires: { 'members[0].value': { is: '{{ISVUserid}}' }, 'members[1]': 'absent' },
  },
  {
    title: 'Replace all members (Push Groups)',
    method: 'PATCH',
    path: '/Groups/{{idGroup}}',
    body: { schemas: [patch], Operations: [{ op: 'replace', path: 'members', value: [{ value: '{{idUserOne}}' }] }] },
    status: 200,
    requires: { 'members[0].value': { is: '{{idUserOne}}' }, 'members[1]': 'absent' },
  },
  {
    title: 'Update a group: PUT',
    method: 'PUT',
    path: '/Groups/{{idGroup}}',
    body: { schemas: [group], id: '{{idGroup}}', displayName: 'Put', members: [{ value: '{{ISVUserid}}' }] },
    status: 200,
    requires: { displayName: { is: 'Put' }, 'members[0].value': { is: '{{ISVUserid}}' }, 'members[1]': 'absent' },
  },
  { title: 'Delete a group', method: 'DELETE', path: '/Groups/{{idGroup}}', status: 204 },
  { title: 'The group is gone', method: 'GET', path: '/Groups/{{idGroup}}', status: 404 },
];
