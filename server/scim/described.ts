/**
 * SCIM in the OpenAPI description: for people and generators, which ask no /Schemas. It describes and checks nothing: what comes in
 * is read by the rules of RFC 7643 and 7644, which pass over what they do not know.
 */
import type { SwaggerTransform } from '@fastify/swagger';
import { groupSchema } from './group-change.ts';
import { patchSchema } from './patch.ts';
import { errorSchema } from './refusal.ts';
import { userSchema, usherSchema } from './user-draft.ts';

type Schema = Readonly<Record<string, unknown>>;

const text = { type: 'string' };
const moment = { type: 'string', format: 'date-time' };
const schemas = { type: 'array', items: text };
const object = (properties: Readonly<Record<string, Schema>>, required: readonly string[], more: Schema = {}) => ({
  type: 'object',
  properties,
  required,
  ...more,
});
const listOf = (items: Schema) => ({ type: 'array', items });

const meta = object({ resourceType: text, created: moment, lastModified: moment, location: text, version: text }, [
  'resourceType',
  'location',
]);
const contact = listOf(object({ value: text, type: text, primary: { type: 'boolean' } }, ['value']));
// And its address, whose name `$ref` would be a reference within the description.
const reference = listOf(object({ value: text, display: text, type: text }, ['value']));

const written = {
  schemas,
  externalId: { ...text, description: 'What the provider calls them; unique in the organisation.' },
};
const userWritten = {
  ...written,
  userName: { ...text, description: 'Unique in the organisation, in any case of its letters.' },
  name: object({ formatted: text, givenName: text, familyName: text }, []),
  active: { type: 'boolean', description: 'False: disabled, and out everywhere within a second.' },
  emails: contact,
  phoneNumbers: contact,
  preferredLanguage: text,
  roles: listOf(object({ value: text, display: text, primary: { type: 'boolean' } }, ['value'])),
  [usherSchema]: object({ extension: text }, []),
};
const userBody = object(
  { ...userWritten, password: { ...text, description: 'A temporary one; never shown.' } },
  ['schemas', 'userName'],
  { description: `\`schemas\` names \`${userSchema}\`. Other attributes are passed over.` },
);
const user = object({ ...userWritten, id: text, displayName: text, groups: reference, meta }, [
  'schemas',
  'id',
  'meta',
]);
const groupBody = object({ ...written, displayName: text, members: reference }, ['schemas', 'displayName'], {
  description: `\`schemas\` names \`${groupSchema}\`.`,
});
const group = object({ ...written, id: text, displayName: text, members: reference, meta }, ['schemas', 'id', 'meta']);

const patchBody = object(
  {
    schemas,
    Operations: listOf(
      object(
        {
          op: { type: 'string', enum: ['add', 'replace', 'remove'], description: 'In any case of its letters.' },
          path: text,
          value: {},
        },
        ['op'],
      ),
    ),
  },
  ['schemas', 'Operations'],
  { description: `\`schemas\` names \`${patchSchema}\`.` },
);

function pageOf(resource: Schema): Schema {
  const count = { type: 'integer', minimum: 0 };
  return object(
    {
      schemas,
      totalResults: count,
      itemsPerPage: count,
      startIndex: count,
      nextCursor: text,
      Resources: listOf(resource),
    },
    ['schemas', 'totalResults', 'Resources'],
  );
}

const anything = { type: 'object', additionalProperties: true };

const error = {
  ...object({ schemas, status: text, scimType: text, detail: text, code: text }, ['schemas', 'status', 'detail']),
  description: `Any refusal or fault (RFC 7644, 3.12). \`schemas\` names \`${errorSchema}\`; \`code\` is explained in docs/errors.md.`,
};

interface Described {
  readonly operationId: string;
  readonly summary: string;
  readonly body?: Schema;
  readonly response: Readonly<Record<number, Schema>>;
}

const done = { type: 'null', description: 'Done.' };
const found = (schema: Schema): Described['response'] => ({ 200: { ...schema, description: 'Found.' } });
const changed = (schema: Schema): Described['response'] => ({ 200: { ...schema, description: 'As it is now.' } });

/** By method and path below /scim/v2. What is not here is not described: it is not supported. */
const operations: Readonly<Record<string, Described>> = {
  'GET /ServiceProviderConfig': {
    operationId: 'getScimServiceProviderConfig',
    summary: 'What of SCIM this server has',
    response: found(anything),
  },
  'GET /ResourceTypes': {
    operationId: 'listScimResourceTypes',
    summary: 'The kinds of resources: users and groups',
    response: found(pageOf(anything)),
  },
  'GET /ResourceTypes/:id': {
    operationId: 'getScimResourceType',
    summary: 'One kind of resources',
    response: found(anything),
  },
  'GET /Schemas': {
    operationId: 'listScimSchemas',
    summary: 'Every attribute, as SCIM describes it',
    response: found(pageOf(anything)),
  },
  'GET /Schemas/:id': { operationId: 'getScimSchema', summary: 'One schema', response: found(anything) },
  'GET /Users': {
    operationId: 'listScimUsers',
    summary: 'List users, or search by a filter',
    response: found(pageOf(user)),
  },
  'POST /Users': {
    operationId: 'createScimUser',
    summary: 'Create a user',
    body: userBody,
    response: { 201: { ...user, description: 'Created.' } },
  },
  'GET /Users/:id': { operationId: 'getScimUser', summary: 'One user', response: found(user) },
  'PUT /Users/:id': {
    operationId: 'replaceScimUser',
    summary: 'Write a user whole; what is left out stays',
    body: userBody,
    response: changed(user),
  },
  'PATCH /Users/:id': {
    operationId: 'patchScimUser',
    summary: 'Change attributes of a user',
    body: patchBody,
    response: changed(user),
  },
  'DELETE /Users/:id': { operationId: 'deleteScimUser', summary: 'Delete a user, for good', response: { 204: done } },
  'GET /Groups': {
    operationId: 'listScimGroups',
    summary: 'List teams, or search by a filter',
    response: found(pageOf(group)),
  },
  'POST /Groups': {
    operationId: 'createScimGroup',
    summary: 'Create a team',
    body: groupBody,
    response: { 201: { ...group, description: 'Created.' } },
  },
  'GET /Groups/:id': { operationId: 'getScimGroup', summary: 'One team, with who is in it', response: found(group) },
  'PUT /Groups/:id': {
    operationId: 'replaceScimGroup',
    summary: 'Write a team whole; who is in it stays where `members` is left out',
    body: groupBody,
    response: changed(group),
  },
  'PATCH /Groups/:id': {
    operationId: 'patchScimGroup',
    summary: 'Rename a team, or put people in and take them out',
    body: patchBody,
    response: changed(group),
  },
  'DELETE /Groups/:id': { operationId: 'deleteScimGroup', summary: 'Delete a team', response: { 204: done } },
};

const media = ['application/scim+json'];

/** For the `config` of every route of SCIM: puts what the table says of it into the description. */
export const describeScim: SwaggerTransform = ({ schema, url, route }) => {
  const operation = operations[`${String(route.method)} ${url.replace(/^\/scim\/v2/, '')}`];
  if (operation === undefined) return { schema: { hide: true }, url };
  const { response, ...described } = operation;
  const security = [{ apiKey: [] }];
  const answers = { ...response, default: error };
  // The plugin's types know JSON Schema by another name.
  return {
    schema: { ...schema, ...described, tags: ['scim'], security, consumes: media, produces: media, response: answers },
    url,
  };
};
