/** What this server says of itself (RFC 7643 sections 5 to 7): configuration, resource types, schemas. Only what is true here. Pure. */
import { groupSchema } from './group-change.ts';
import { countDefault, countMax } from './listing.ts';
import { userSchema, usherSchema } from './user-draft.ts';
import type { Resource } from './user-resource.ts';

interface Attribute {
  readonly name: string;
  readonly type: 'string' | 'boolean' | 'complex' | 'reference';
  readonly multiValued: boolean;
  readonly description: string;
  readonly required: boolean;
  readonly caseExact: boolean;
  readonly mutability: 'readWrite' | 'readOnly' | 'writeOnly' | 'immutable';
  readonly returned: 'default' | 'never' | 'always';
  readonly uniqueness: 'none' | 'server';
  readonly subAttributes?: readonly Attribute[];
  readonly referenceTypes?: readonly string[];
  readonly canonicalValues?: readonly string[];
}

function attribute(name: string, description: string, more: Partial<Attribute> = {}): Attribute {
  return {
    name,
    type: 'string',
    multiValued: false,
    description,
    required: false,
    caseExact: false,
    mutability: 'readWrite',
    returned: 'default',
    uniqueness: 'none',
    ...more,
  };
}

const primary = attribute('primary', 'True of the one that is kept.', { type: 'boolean' });
const type = attribute('type', 'Always work; others are passed over.', { canonicalValues: ['work'] });
const reference = (types: readonly string[]): Attribute =>
  attribute('$ref', 'Where it is.', {
    type: 'reference',
    referenceTypes: types,
    mutability: 'readOnly',
    caseExact: true,
  });

function complex(
  name: string,
  description: string,
  subAttributes: readonly Attribute[],
  more: Partial<Attribute> = {},
) {
  return attribute(name, description, { type: 'complex', subAttributes, ...more });
}

const externalId = attribute('externalId', 'What the identity provider calls it; unique in the organisation.', {
  caseExact: true,
  uniqueness: 'server',
});

const userAttributes: readonly Attribute[] = [
  attribute('userName', 'What the person signs in with; unique in the organisation, in any case.', {
    required: true,
    uniqueness: 'server',
  }),
  externalId,
  complex('name', 'The name of the person.', [
    attribute('formatted', 'First and last name.', { mutability: 'readOnly' }),
    attribute('familyName', 'Last name.'),
    attribute('givenName', 'First name.'),
  ]),
  attribute('displayName', 'First and last name, or the userName where there is none.', { mutability: 'readOnly' }),
  attribute('preferredLanguage', 'Language of pages and mails, such as en, es or pt-BR.'),
  attribute('active', 'False: the user is disabled, and out within a second.', { type: 'boolean' }),
  attribute('password', 'Temporary: the person chooses another one at the next sign-in.', {
    mutability: 'writeOnly',
    returned: 'never',
  }),
  complex(
    'emails',
    'One address: the primary one, else that of type work.',
    [attribute('value', 'The address; unique in the organisation.', { uniqueness: 'server' }), type, primary],
    { multiValued: true },
  ),
  complex(
    'phoneNumbers',
    'One number: the primary one, else that of type work.',
    [attribute('value', 'Digits, with or without +.'), type, primary],
    { multiValued: true },
  ),
  complex(
    'roles',
    'One role; agent where nobody names one.',
    [
      attribute('value', 'Key of the role, such as agent or supervisor.'),
      attribute('display', 'Name of the role.', { mutability: 'readOnly' }),
      primary,
    ],
    { multiValued: true },
  ),
  complex(
    'groups',
    'The teams the person is in; changed through the teams.',
    [
      attribute('value', 'Id of the team.', { mutability: 'readOnly', caseExact: true }),
      reference(['Group']),
      attribute('display', 'Name of the team.', { mutability: 'readOnly' }),
      attribute('type', 'Always direct.', { mutability: 'readOnly', canonicalValues: ['direct'] }),
    ],
    { multiValued: true, mutability: 'readOnly' },
  ),
];

const groupAttributes: readonly Attribute[] = [
  attribute('displayName', 'Name of the team; unique in the organisation.', { required: true, uniqueness: 'server' }),
  externalId,
  complex(
    'members',
    'The people in it. Who supervises it goes on doing so.',
    [
      attribute('value', 'Id of the user.', { mutability: 'immutable', caseExact: true }),
      reference(['User']),
      attribute('display', 'Name of the person.', { mutability: 'readOnly' }),
      attribute('type', 'Always User.', { mutability: 'immutable', canonicalValues: ['User'] }),
    ],
    { multiValued: true },
  ),
];

const schemaOfSchemas = 'urn:ietf:params:scim:schemas:core:2.0:Schema';

function schema(id: string, name: string, description: string, attributes: readonly Attribute[], base: string) {
  return {
    schemas: [schemaOfSchemas],
    id,
    name,
    description,
    attributes,
    meta: { resourceType: 'Schema', location: `${base}/Schemas/${id}` },
  };
}

export function schemasOf(base: string): readonly Resource[] {
  return [
    schema(userSchema, 'User', 'A person of the organisation.', userAttributes, base),
    schema(groupSchema, 'Group', 'A team.', groupAttributes, base),
    schema(
      usherSchema,
      'Usher user',
      'What Usher adds.',
      [attribute('extension', 'Telephone extension, 1 to 10 digits.', { uniqueness: 'server', caseExact: true })],
      base,
    ),
  ];
}

function resourceType(name: string, endpoint: string, id: string, extensions: readonly string[], base: string) {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
    id: name,
    name,
    endpoint,
    schema: id,
    schemaExtensions: extensions.map((extension) => ({ schema: extension, required: false })),
    meta: { resourceType: 'ResourceType', location: `${base}/ResourceTypes/${name}` },
  };
}

export function resourceTypesOf(base: string): readonly Resource[] {
  return [
    resourceType('User', '/Users', userSchema, [usherSchema], base),
    resourceType('Group', '/Groups', groupSchema, [], base),
  ];
}

export function serviceProviderConfig(base: string): object {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
    patch: { supported: true },
    bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
    filter: { supported: true, maxResults: countMax },
    changePassword: { supported: true },
    sort: { supported: true },
    etag: { supported: true },
    // RFC 9865 section 4.
    pagination: {
      cursor: true,
      index: true,
      defaultPaginationMethod: 'index',
      defaultPageSize: countDefault,
      maxPageSize: countMax,
    },
    authenticationSchemes: [
      {
        type: 'oauthbearertoken',
        name: 'API key',
        description: 'An API key of the organisation, as a bearer token.',
        primary: true,
      },
    ],
    meta: { resourceType: 'ServiceProviderConfig', location: `${base}/ServiceProviderConfig` },
  };
}
