// The requests that Microsoft documents for its provisioning service ("Tutorial: Develop and plan provisioning for a SCIM endpoint in
// Microsoft Entra ID", SCIM requests and responses) and the cases of its SCIM Validator, with what they require of the answers; and
// how the service deviates from the RFC ("Known issues with SCIM 2.0 compliance of the provisioning service").
import type { Step } from './steps.ts';

const list = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
const user = 'urn:ietf:params:scim:schemas:core:2.0:User';
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const patch = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

export function patchOf(
  path: string,
  title: string,
  operations: readonly object[],
  requires: Step['requires'] = {},
): Step {
  return { title, method: 'PATCH', path, status: 200, body: { schemas: [patch], Operations: operations }, requires };
}

const newUser = {
  schemas: [user, enterprise],
  externalId: '0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef',
  userName: 'Test_User_ab6490ee-1e48-479e-a20b-2d77186b5dd1',
  active: true,
  emails: [{ primary: true, type: 'work', value: 'Test_User_fd0ea19b@testuser.com' }],
  meta: { resourceType: 'User' },
  name: { formatted: 'givenName familyName', familyName: 'familyName', givenName: 'givenName' },
  roles: [],
  [enterprise]: { department: 'bob', manager: { value: 'SuzzyQ' } },
};

export const entraUsers: readonly Step[] = [
  {
    title: 'Test connection: a user that is not there',
    method: 'GET',
    path: '/Users?filter=userName eq "{{nobody}}"',
    status: 200,
    requires: { schemas: { has: list }, totalResults: 0, Resources: { is: [] } },
  },
  {
    title: 'Create a user',
    method: 'POST',
    path: '/Users',
    body: newUser,
    status: 201,
    requires: {
      id: 'not empty',
      externalId: { is: newUser.externalId },
      userName: { is: newUser.userName },
      'name.formatted': { is: 'givenName familyName' },
      'name.familyName': { is: 'familyName' },
      active: true,
      'emails[0].value': { is: newUser.emails[0]?.value },
      'emails[0].type': { is: 'work' },
      'emails[0].primary': true,
      'meta.resourceType': { is: 'User' },
      'meta.created': 'not empty',
      'meta.lastModified': 'not empty',
      'meta.location': 'not empty',
    },
    keeps: { id: 'id' },
  },
  {
    title: 'Create a duplicate user',
    method: 'POST',
    path: '/Users',
    body: newUser,
    status: 409,
    requires: { scimType: { is: 'uniqueness' } },
  },
  {
    title: 'Another user with the same externalId',
    method: 'POST',
    path: '/Users',
    body: { ...newUser, userName: 'Another', emails: [] },
    status: 409,
    requires: { scimType: { is: 'uniqueness' } },
  },
  { title: 'Get a user', method: 'GET', path: '/Users/{{id}}', status: 200, requires: { id: { is: '{{id}}' } } },
  {
    title: 'Get a user by query',
    method: 'GET',
    path: `/Users?filter=userName eq "${newUser.userName}"`,
    status: 200,
    requires: { totalResults: 1, startIndex: 1, itemsPerPage: 1, 'Resources[0].id': { is: '{{id}}' } },
  },
  {
    title: 'Filter for an existing user with different case',
    method: 'GET',
    path: `/Users?filter=USERNAME EQ "${newUser.userName.toUpperCase()}"`,
    status: 200,
    requires: { totalResults: 1 },
  },
  {
    title: 'Matching by externalId',
    method: 'GET',
    path: `/Users?filter=externalId eq "${newUser.externalId}"`,
    status: 200,
    requires: { totalResults: 1, 'Resources[0].id': { is: '{{id}}' } },
  },
  {
    title: 'Matching by the address of type work',
    method: 'GET',
    path: '/Users?filter=emails[type eq "work"].value eq "test_user_FD0EA19B@testuser.com"',
    status: 200,
    requires: { totalResults: 1, 'Resources[0].id': { is: '{{id}}' } },
  },
  {
    title: 'Get a user by query: zero results',
    method: 'GET',
    path: '/Users?filter=userName eq "non-existent user"',
    status: 200,
    requires: { totalResults: 0, Resources: { is: [] } },
  },
  patchOf(
    '/Users/{{id}}',
    'Update a user: multi-valued properties',
    [
      { op: 'Replace', path: 'emails[type eq "work"].value', value: 'updatedEmail@microsoft.com' },
      { op: 'Replace', path: 'name.familyName', value: 'updatedFamilyName' },
    ],
    {
      'emails[0].value': { is: 'updatedEmail@microsoft.com' },
      'name.familyName': { is: 'updatedFamilyName' },
      'name.formatted': { is: 'givenName updatedFamilyName' },
    },
  ),
  patchOf(
    '/Users/{{id}}',
    'Update a user: single-valued properties',
    [{ op: 'Replace', path: 'userName', value: '5b50642d-79fc-4410-9e90-4c077cdd1a59@testuser.com' }],
    { userName: { is: '5b50642d-79fc-4410-9e90-4c077cdd1a59@testuser.com' } },
  ),
  patchOf(
    '/Users/{{id}}',
    'Add attributes: what is not kept is passed over',
    [
      { op: 'Add', path: 'displayName', value: 'Some Name' },
      { op: 'Add', path: 'title', value: 'Manager' },
      { op: 'Add', path: 'preferredLanguage', value: 'pt-PT' },
      { op: 'Add', path: 'emails[type eq "work"].primary', value: true },
      { op: 'Add', path: 'addresses[type eq "work"].locality', value: 'Porto' },
      { op: 'Add', path: 'phoneNumbers[type eq "work"].value', value: '+351 (21) 000-0001' },
      { op: 'Add', path: 'phoneNumbers[type eq "mobile"].value', value: '+351910000002' },
      { op: 'Add', path: `${enterprise}:employeeNumber`, value: '701984' },
      { op: 'Add', path: `${enterprise}:manager`, value: { value: 'x', $ref: '../Users/x' } },
    ],
    {
      preferredLanguage: { is: 'pt-PT' },
      'phoneNumbers[0].value': { is: '+351210000001' },
      'phoneNumbers[1]': 'absent',
      'emails[0].value': { is: 'updatedEmail@microsoft.com' },
    },
  ),
  patchOf(
    '/Users/{{id}}',
    'Several properties without a path, dotted and filtered names among them',
    [
      {
        op: 'replace',
        value: {
          'name.givenName': 'Dotted',
          'emails[type eq "work"].value': 'dotted@testuser.com',
          [`${enterprise}:department`]: 'Sales',
          displayName: 'Passed Over',
          externalId: 'changed',
        },
      },
    ],
    {
      'name.givenName': { is: 'Dotted' },
      'emails[0].value': { is: 'dotted@testuser.com' },
      externalId: { is: 'changed' },
    },
  ),
  patchOf('/Users/{{id}}', 'Disable a user', [{ op: 'Replace', path: 'active', value: false }], { active: false }),
  {
    title: 'A disabled user is found, and shown as such',
    method: 'GET',
    path: '/Users?filter=externalId eq "changed" and active eq false',
    status: 200,
    requires: { totalResults: 1, 'Resources[0].active': false },
  },
  patchOf(
    '/Users/{{id}}',
    'Enable a user with a boolean that is a text',
    [{ op: 'Add', path: 'active', value: 'True' }],
    {
      active: true,
    },
  ),
  patchOf(
    '/Users/{{id}}',
    'Disable a user with a boolean that is a text',
    [{ op: 'Add', path: 'active', value: 'False' }],
    {
      active: false,
    },
  ),
  patchOf(
    '/Users/{{id}}',
    'Remove attributes',
    [
      { op: 'Remove', path: 'phoneNumbers[type eq "work"]' },
      { op: 'Remove', path: 'preferredLanguage' },
      { op: 'Remove', path: `${enterprise}:manager` },
      { op: 'Remove', path: 'name.givenName' },
    ],
    { phoneNumbers: 'absent', preferredLanguage: 'absent', 'name.givenName': 'absent' },
  ),
  patchOf(
    '/Users/{{id}}',
    'A role of the application, as a value of a multi-valued attribute',
    [{ op: 'Replace', path: 'roles[primary eq "True"].value', value: 'agent' }],
    { 'roles[0].value': { is: 'agent' } },
  ),
  { title: 'Delete a user', method: 'DELETE', path: '/Users/{{id}}', status: 204 },
  { title: 'Delete the same user twice', method: 'DELETE', path: '/Users/{{id}}', status: 404 },
  { title: 'A deleted user is not found', method: 'GET', path: '/Users/{{id}}', status: 404 },
];
