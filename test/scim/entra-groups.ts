// About groups, and what a server says of itself: the requests that Microsoft documents for its provisioning service ("Tutorial: Develop and plan provisioning for a SCIM endpoint in
// Microsoft Entra ID", SCIM requests and responses) and the cases of its SCIM Validator, with what they require of the answers; and
// how the service deviates from the RFC ("Known issues with SCIM 2.0 compliance of the provisioning service").
import { patchOf } from './entra-users.ts';
import type { Step } from './steps.ts';

const list = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
const user = 'urn:ietf:params:scim:schemas:core:2.0:User';
const group = 'urn:ietf:params:scim:schemas:core:2.0:Group';

const newGroup = {
  schemas: [group, 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'],
  externalId: '8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159',
  displayName: 'displayName-1',
  meta: { resourceType: 'Group' },
};

export const entraGroups: readonly Step[] = [
  {
    title: 'A member-to-be',
    method: 'POST',
    path: '/Users',
    body: { schemas: [user], userName: 'member-1' },
    status: 201,
    keeps: { member: 'id' },
  },
  {
    title: 'Create a group',
    method: 'POST',
    path: '/Groups',
    body: newGroup,
    status: 201,
    requires: {
      externalId: { is: newGroup.externalId },
      displayName: { is: newGroup.displayName },
      'meta.resourceType': { is: 'Group' },
      members: { is: [] },
    },
    keeps: { group: 'id' },
  },
  {
    title: 'Create a duplicate group',
    method: 'POST',
    path: '/Groups',
    body: { ...newGroup, externalId: 'other' },
    status: 409,
    requires: { scimType: { is: 'uniqueness' } },
  },
  {
    title: 'Get a group without its members',
    method: 'GET',
    path: '/Groups/{{group}}?excludedAttributes=members',
    status: 200,
    requires: { id: { is: '{{group}}' }, members: 'absent' },
  },
  {
    title: 'Get a group by displayName',
    method: 'GET',
    path: '/Groups?excludedAttributes=members&filter=displayName eq "DISPLAYNAME-1"',
    status: 200,
    requires: { totalResults: 1, 'Resources[0].id': { is: '{{group}}' }, 'Resources[0].members': 'absent' },
  },
  patchOf('/Groups/{{group}}', 'Update a group: non-member attributes', [
    { op: 'Replace', path: 'displayName', value: '1879db59-3bdf-4490-ad68-ab880a269474updatedDisplayName' },
  ]),
  patchOf(
    '/Groups/{{group}}',
    'Update a group: add members',
    [{ op: 'Add', path: 'members', value: [{ $ref: null, value: '{{member}}' }] }],
    { 'members[0].value': { is: '{{member}}' } },
  ),
  patchOf(
    '/Groups/{{group}}',
    'Adding a member who is there already changes nothing',
    [{ op: 'Add', path: 'members', value: [{ $ref: null, value: '{{member}}' }] }],
    { 'members[0].value': { is: '{{member}}' }, 'members[1]': 'absent' },
  ),
  {
    title: 'Who is in which group',
    method: 'GET',
    path: '/Groups?excludedAttributes=members&filter=id eq "{{group}}" and members eq "{{member}}"',
    status: 200,
    requires: { totalResults: 1 },
  },
  {
    title: 'A member knows the group',
    method: 'GET',
    path: '/Users/{{member}}',
    status: 200,
    requires: { 'groups[0].value': { is: '{{group}}' } },
  },
  patchOf(
    '/Groups/{{group}}',
    'Update a group: remove members, named beside the path',
    [{ op: 'Remove', path: 'members', value: [{ $ref: null, value: '{{member}}' }] }],
    { members: { is: [] } },
  ),
  { title: 'Delete a group', method: 'DELETE', path: '/Groups/{{group}}', status: 204 },
  { title: 'Delete the same group twice', method: 'DELETE', path: '/Groups/{{group}}', status: 404 },
];

export const discovery: readonly Step[] = [
  {
    title: 'ServiceProviderConfig',
    method: 'GET',
    path: '/ServiceProviderConfig',
    status: 200,
    requires: { 'patch.supported': true, 'bulk.supported': false, 'filter.maxResults': 200, 'etag.supported': true },
  },
  {
    title: 'ResourceTypes',
    method: 'GET',
    path: '/ResourceTypes',
    status: 200,
    requires: {
      totalResults: 2,
      'Resources[0].endpoint': { is: '/Users' },
      'Resources[1].endpoint': { is: '/Groups' },
    },
  },
  {
    title: 'One resource type',
    method: 'GET',
    path: '/ResourceTypes/User',
    status: 200,
    requires: { schema: { is: user } },
  },
  {
    title: 'Schema discovery',
    method: 'GET',
    path: '/Schemas',
    status: 200,
    requires: { totalResults: 3, schemas: { has: list } },
  },
  { title: 'One schema', method: 'GET', path: `/Schemas/${group}`, status: 200, requires: { name: { is: 'Group' } } },
  { title: 'Bulk is not supported', method: 'POST', path: '/Bulk', body: { schemas: [] }, status: 501 },
  { title: 'Me is not supported', method: 'GET', path: '/Me', status: 501 },
];
