// What each endpoint of openapi/usher.json expects of its caller. An endpoint that is not declared here fails the tests, so
// a new one cannot be forgotten.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { openapiFile } from '../../tools/openapi.ts';
import { goodPassword } from '../support/app.ts';
import type { World } from './world.ts';

export interface Schema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly const?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
}

interface Operation {
  readonly security?: readonly unknown[];
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}

export interface Endpoint {
  /** As in `GET /api/v1/users/{id}`. */
  readonly name: string;
  readonly method: string;
  readonly path: string;
  /** Anyone may call it. */
  readonly open: boolean;
  readonly query: readonly { readonly name: string; readonly schema: Schema }[];
  readonly body: Schema | null;
  /** Names of the header fields that are described. */
  readonly headers: readonly string[];
}

export interface Expectation {
  /** Where it lives. */
  readonly host: 'organization' | 'operators';
  /** Who is refused with 403 although signed in: an agent (organisation) or an administrator (operators' endpoints). */
  readonly restricted: boolean;
  /** What a supervisor without a team is told where an agent is refused: everything, a list without anybody, or that there is no such thing. */
  readonly supervisor?: 'everything' | 'nobody' | 'hidden';
  /** The id of a thing of north that the path may name. */
  readonly id?: keyof World['ids'];
  /** A body that is right in form. */
  readonly body?: unknown;
  /** Its answer for somebody who may call it, with a right id and `body`. */
  readonly status: number;
}

const one: Expectation = { host: 'organization', restricted: true, status: 200 };
const own: Expectation = { host: 'organization', restricted: false, status: 200 };
const operators: Expectation = { host: 'operators', restricted: true, status: 200 };

/** Right in form. */
const noPasskey = {
  id: 'AA',
  rawId: 'AA',
  type: 'public-key',
  response: { clientDataJSON: 'AA', attestationObject: 'AA' },
};

const noAssertion = {
  id: 'AA',
  rawId: 'AA',
  type: 'public-key',
  response: { clientDataJSON: 'AA', authenticatorData: 'AA', signature: 'AA' },
};

export const expectations: Readonly<Record<string, Expectation>> = {
  'GET /api/v1/audit': one,
  'GET /api/v1/audit/export': one,
  'GET /api/v1/metrics/late': { ...one, supervisor: 'nobody' },
  'GET /api/v1/metrics/sign-ins': { ...one, supervisor: 'everything' },
  'GET /api/v1/seats/history': { ...one, supervisor: 'everything' },
  'GET /api/v1/settings': one,
  'PATCH /api/v1/settings': { ...one, body: { sessions: { idleMinutes: 61 } } },
  'GET /api/v1/settings/effects': one,
  'POST /api/v1/settings/branding/preview': {
    ...one,
    body: { branding: { accentColor: null, logoUrl: null }, scheme: 'light' },
  },
  'GET /api/v1/settings/mail': one,
  'GET /api/v1/settings/mail/{id}': { ...one, status: 404 },
  // The administrator of this world has no address.
  'POST /api/v1/settings/mail/test': { ...one, body: {}, status: 409 },
  'GET /api/v1/settings/history': one,
  'POST /api/v1/settings/history/{id}/restore': { ...one, id: 'settingsChange', body: {} },
  'GET /api/v1/captcha': own,
  'GET /api/v1/webhooks': one,
  'POST /api/v1/webhooks': {
    ...one,
    body: { name: 'Another', url: 'http://127.0.0.1:9/', events: ['user.*'] },
    status: 201,
  },
  'GET /api/v1/webhooks/{id}': { ...one, id: 'webhook' },
  'PATCH /api/v1/webhooks/{id}': { ...one, id: 'webhook', body: { enabled: false } },
  'DELETE /api/v1/webhooks/{id}': { ...one, id: 'webhook', status: 204 },
  'POST /api/v1/webhooks/{id}/secret': { ...one, id: 'webhook', body: {} },
  // Nobody listens there, and the answer says so.
  'POST /api/v1/webhooks/{id}/test': { ...one, id: 'webhook', body: {} },
  'GET /api/v1/webhooks/{id}/deliveries': { ...one, id: 'webhook' },
  // A delivery that nobody knows.
  'GET /api/v1/webhooks/{id}/deliveries/{delivery}': { ...one, id: 'webhook', status: 404 },
  'POST /api/v1/webhooks/{id}/deliveries/{delivery}/replay': { ...one, id: 'webhook', body: {}, status: 404 },
  'GET /api/v1/roles': { ...one, supervisor: 'everything' },
  'POST /api/v1/roles': { ...one, body: { key: 'another', name: 'Another' }, status: 201 },
  'GET /api/v1/roles/{id}': { ...one, id: 'role', supervisor: 'everything' },
  'PATCH /api/v1/roles/{id}': { ...one, id: 'role', body: { name: 'Spare hands' } },
  'DELETE /api/v1/roles/{id}': { ...one, id: 'role', status: 204 },
  // Nobody is at any station of this world.
  'GET /api/v1/seats': { ...one, supervisor: 'everything' },
  'GET /api/v1/stations': { ...one, supervisor: 'nobody' },
  'PUT /api/v1/stations/{station}': { ...one, body: { userId: 'x' }, status: 404 },
  'DELETE /api/v1/stations/{station}': { ...one, status: 404 },
  'DELETE /api/v1/stations/{station}/holder': { ...one, id: 'user', status: 404 },
  'GET /api/v1/schedules': { ...one, supervisor: 'everything' },
  'POST /api/v1/schedules': { ...one, body: { name: 'Nights' }, status: 201 },
  'GET /api/v1/schedules/{id}': { ...one, id: 'schedule', supervisor: 'everything' },
  'GET /api/v1/schedules/{id}/preview': { ...one, id: 'schedule', supervisor: 'everything' },
  'PATCH /api/v1/schedules/{id}': { ...one, id: 'schedule', body: { name: 'Mornings' } },
  'DELETE /api/v1/schedules/{id}': { ...one, id: 'schedule', status: 204 },
  'GET /api/v1/users/{id}/schedule': { ...one, id: 'user' },
  // The agent of this world has no hours that could end.
  'POST /api/v1/users/{id}/overtime': { ...one, id: 'user', body: { minutes: 30 }, status: 400 },
  'DELETE /api/v1/users/{id}/overtime': {
    ...one,
    id: 'user',
    body: { minutes: 30, until: '2027-01-31T12:00:00Z' },
    status: 412,
  },
  'GET /api/v1/users': { ...one, supervisor: 'nobody' },
  'GET /api/v1/teams': { ...one, supervisor: 'nobody' },
  'POST /api/v1/teams': { ...one, body: { name: 'Evening' }, status: 201 },
  'GET /api/v1/teams/{id}': { ...one, id: 'team', supervisor: 'hidden' },
  'PATCH /api/v1/teams/{id}': { ...one, id: 'team', body: { name: 'Night' } },
  'GET /api/v1/teams/{id}/members': { ...one, id: 'team', supervisor: 'hidden' },
  'PUT /api/v1/teams/{id}/members': { ...one, id: 'team', body: { users: [randomUUID()] }, status: 400 },
  'DELETE /api/v1/teams/{id}/members': { ...one, id: 'team', body: { users: [randomUUID()] }, status: 400 },
  'DELETE /api/v1/teams/{id}': { ...one, id: 'team', status: 204 },
  'GET /api/v1/users/export': one,
  'POST /api/v1/users/bulk': { ...one, body: { ids: [randomUUID()], action: 'disable' } },
  // Without a file.
  'POST /api/v1/users/import': { ...one, status: 400 },
  'GET /api/v1/users/import': one,
  'GET /api/v1/users/import/{id}': { ...one, id: 'import' },
  'PATCH /api/v1/users/import/{id}': { ...one, id: 'import', body: { existing: 'refuse' } },
  // It names no column of the username.
  'POST /api/v1/users/import/{id}/check': { ...one, id: 'import', body: {}, status: 204 },
  // Of its own: what a check finds stands there sooner or later.
  'POST /api/v1/users/import/{id}/start': { ...one, id: 'uncheckedImport', body: {}, status: 412 },
  'GET /api/v1/users/import/{id}/lines': { ...one, id: 'import' },
  'GET /api/v1/users/import/{id}/report': { ...one, id: 'import' },
  'POST /api/v1/users/import/{id}/passwords': { ...one, id: 'import', body: {}, status: 404 },
  'DELETE /api/v1/users/import/{id}/passwords': { ...one, id: 'import', status: 404 },
  'POST /api/v1/users/import/{id}/cancel': { ...one, id: 'import', body: {}, status: 204 },
  'POST /api/v1/users': { ...one, body: { username: 'newcomer' }, status: 201 },
  'GET /api/v1/users/{id}': { ...one, id: 'user' },
  'PATCH /api/v1/users/{id}': { ...one, id: 'user', body: { lastName: 'Nilsen' } },
  // Nobody of this world may be missing for those that are tried after it.
  'DELETE /api/v1/users/{id}': { ...one, id: 'spareUser', status: 204 },
  'PUT /api/v1/users/{id}/password': { ...one, id: 'user', body: { password: 'amber kettle 58 forest' } },
  'PUT /api/v1/users/{id}/portal-password': { ...one, id: 'user', body: { password: '258046' } },
  'GET /api/v1/users/{id}/credentials': { ...one, id: 'user' },
  'GET /api/v1/users/{id}/sign-in-check': { ...one, id: 'user' },
  // The agent of this world has no address.
  'POST /api/v1/users/{id}/welcome': { ...one, id: 'user', body: {}, status: 409 },
  'POST /api/v1/users/{id}/unlock': { ...one, id: 'user', body: {}, status: 204 },
  'POST /api/v1/users/{id}/second-factor/reset': { ...one, id: 'user', body: {}, status: 204 },
  'POST /api/v1/users/{id}/disable': { ...one, id: 'user', body: {}, status: 204 },
  'POST /api/v1/users/{id}/enable': { ...one, id: 'user', body: {}, status: 204 },
  'POST /api/v1/users/{id}/sign-out': { ...one, id: 'user', body: {}, status: 204 },
  'GET /api/v1/users/{id}/sessions': { ...one, id: 'user' },
  // The world's session is another's.
  'DELETE /api/v1/users/{id}/sessions/{session}': { ...one, id: 'user', status: 404 },
  'GET /api/v1/api-keys': one,
  'POST /api/v1/api-keys': { ...one, body: { name: 'another', permissions: [] }, status: 201 },
  'POST /api/v1/api-keys/{id}/roll': { ...one, id: 'apiKey', body: {} },
  'DELETE /api/v1/api-keys/{id}': { ...one, id: 'apiKey', status: 204 },
  'GET /api/v1/session': own,
  'PATCH /api/v1/session': { ...own, body: { locale: 'pt' }, status: 204 },
  'DELETE /api/v1/session': { ...own, status: 204 },
  // Without the name of a tab; with one the answer does not end.
  'GET /api/v1/session/connection': { ...own, status: 400 },
  'POST /api/v1/session/connection/{tab}/pong': { ...own, status: 204 },
  'GET /api/v1/session/connections': own,
  'DELETE /api/v1/session/connections/{id}': { ...own, status: 404 },
  // No station: who holds one would be in the others' way.
  'PUT /api/v1/session/station': { ...own, body: { station: 'none' }, status: 400 },
  'DELETE /api/v1/session/station': { ...own, status: 204 },
  'GET /api/v1/session/portal-password': own,
  'PUT /api/v1/session/portal-password': { ...own, body: { password: '258046' }, status: 204 },
  'GET /api/v1/connections': { ...one, supervisor: 'nobody' },
  'DELETE /api/v1/connections/{id}': { ...one, supervisor: 'hidden', status: 404 },
  'POST /api/v1/connections/{id}/message': { ...one, supervisor: 'hidden', body: { text: 'Hello' }, status: 404 },
  // Nobody of this world has a tab.
  'POST /api/v1/users/{id}/message': { ...one, id: 'user', body: { text: 'Hello' }, status: 404 },
  'GET /api/v1/sessions': own,
  'DELETE /api/v1/sessions': { ...own, status: 204 },
  'DELETE /api/v1/sessions/{id}': { ...own, id: 'session', status: 204 },
  'POST /api/v1/sign-in': { ...own, body: { identifier: 'nobody', password: 'nothing' }, status: 401 },
  'POST /api/v1/sign-in/{flow}': { ...own, body: { newPassword: 'amber kettle 58 forest' }, status: 410 },
  'POST /api/v1/sign-in/passkey/options': own,
  'POST /api/v1/sign-in/passkey': { ...own, body: { challenge: 'none', response: noAssertion }, status: 401 },
  'POST /api/v1/password/change': {
    ...own,
    body: { currentPassword: goodPassword, newPassword: 'amber kettle 58 forest' },
    status: 204,
  },
  'POST /api/v1/password/forgot': { ...own, body: { identifier: 'nobody' }, status: 202 },
  'POST /api/v1/password/reset': { ...own, body: { token: 'x', newPassword: 'amber kettle 58 forest' }, status: 410 },
  'POST /api/v1/password/check': { ...own, body: { password: 'amber kettle' } },
  'POST /api/v1/session/authentication': { ...own, body: { password: goodPassword }, status: 204 },
  'POST /api/v1/session/authentication/options': own,
  'GET /api/v1/second-factor': own,
  'POST /api/v1/second-factor/totp': own,
  'POST /api/v1/second-factor/totp/confirm': { ...own, body: { code: '000000' }, status: 409 },
  'DELETE /api/v1/second-factor/totp': { ...own, status: 404 },
  'POST /api/v1/second-factor/passkeys/options': own,
  'POST /api/v1/second-factor/recovery-codes': own,
  'PUT /api/v1/second-factor/email-code': { ...own, body: { on: false }, status: 204 },
  'DELETE /api/v1/second-factor/trusted-browsers': { ...own, status: 204 },
  'POST /api/v1/second-factor/passkeys': {
    ...own,
    body: { challenge: 'none', response: noPasskey },
    status: 401,
  },
  'PATCH /api/v1/second-factor/passkeys/{id}': { ...own, body: { name: 'Laptop' }, status: 404 },
  'DELETE /api/v1/second-factor/passkeys/{id}': { ...own, status: 404 },
  'GET /api/v1/installation': operators,
  'GET /api/v1/installation/jobs': operators,
  // This world has no job by that id: the queue is empty.
  'POST /api/v1/installation/jobs/{id}/retry': { ...operators, body: {}, status: 404 },
  'GET /api/v1/installation/mails': operators,
  'GET /api/v1/organizations': operators,
  'POST /api/v1/organizations': { ...operators, body: { slug: 'east', name: 'East', seats: 1 }, status: 201 },
  'GET /api/v1/organizations/{slug}': operators,
  'PATCH /api/v1/organizations/{slug}': { ...operators, body: { seats: 11 } },
  'POST /api/v1/organizations/{slug}/suspend': { ...operators, body: {}, status: 204 },
  'POST /api/v1/organizations/{slug}/resume': { ...operators, body: {}, status: 204 },
  'GET /api/v1/organizations/{slug}/export': operators,
  'DELETE /api/v1/organizations/{slug}': { ...operators, body: { confirm: 'south' }, status: 409 },
};

/** Every endpoint of the committed description but those of SCIM, for which other rules hold: scim-endpoints.ts has them. */
export function readEndpoints(): Endpoint[] {
  const document = JSON.parse(readFileSync(openapiFile, 'utf8')) as {
    paths: Record<string, Record<string, Operation>>; // the shape that OpenAPI gives it
  };
  const paths = Object.entries(document.paths).filter(([path]) => !path.startsWith('/scim/'));
  return paths.flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      path,
      open: operation.security?.length === 0,
      query: (operation.parameters ?? []).filter((parameter) => parameter.in === 'query'),
      body: operation.requestBody?.content['application/json']?.schema ?? null,
      headers: (operation.parameters ?? []).filter(({ in: place }) => place === 'header').map(({ name }) => name),
    })),
  );
}

export function expectationOf(endpoint: Endpoint): Expectation {
  const found = expectations[endpoint.name];
  if (!found) throw new Error(`${endpoint.name} has no expectation: declare it in test/surface/endpoints.ts`);
  return found;
}

/** The path with `id` in the place of its first parameter, and what nobody knows in that of others. */
export function pathWith(endpoint: Endpoint, id: string): string {
  return endpoint.path.replace(/\{\w+\}/, encodeURIComponent(id)).replace(/\{\w+\}/g, randomUUID());
}
