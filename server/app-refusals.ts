/**
 * The reason of each refusal stands in the audit log (M4): what a door has not recorded itself is recorded here, once the answer has
 * left, as the act that was tried. One place, so that no route has to remember; what costs nothing to repeat is counted, not
 * written, beyond so many a minute.
 */
import type { FastifyRequest } from 'fastify';
import type { AuditAction } from './audit/actions.ts';
import { type AuditEntry, takeRefused } from './audit/audit.ts';
import { noteRefusal } from './audit/refusals.ts';
import type { Caller } from './kernel/caller.ts';
import { nobodyCaller } from './kernel/caller.ts';
import { isUuid, parseId, type UserId } from './kernel/ids.ts';
import type { RefusalCode } from './kernel/refusal.ts';
import type { Database } from './platform/database.ts';
import { type Http, originOf } from './platform/http/http.ts';
import type { Tenant } from './tenants/tenants.ts';
import { auditTarget } from './users/reach.ts';
import { findUser } from './users/users.ts';

/** What a route does, as the log calls it; the first that fits the method and the path counts. */
const acts: readonly (readonly [RegExp, AuditAction])[] = [
  [/^POST \/api\/v1\/users$/, 'user.create'],
  [/^PATCH \/api\/v1\/users\/:id$/, 'user.update'],
  [/^DELETE \/api\/v1\/users\/:id$/, 'user.delete'],
  [/^PUT \/api\/v1\/users\/:id\/password$/, 'user.password.set'],
  [/\/users\/:id\/portal-password$/, 'user.portal_password.set'],
  [/\/users\/:id\/welcome$/, 'user.welcome'],
  [/\/users\/:id\/unlock$/, 'user.unlock'],
  [/\/users\/:id\/disable$/, 'user.disable'],
  [/\/users\/:id\/enable$/, 'user.enable'],
  [/\/users\/:id\/second-factor\/reset$/, 'user.second_factor.reset'],
  [/^DELETE \/api\/v1\/users\/:id\/overtime$/, 'user.overtime.take_back'],
  [/\/users\/:id\/overtime$/, 'user.overtime'],
  [/\/(users|connections)\/:id\/message$/, 'user.message'],
  [/\/users\/:id\/sign-out$/, 'session.end_all'],
  [/^PUT \/api\/v1\/teams\/:id\/members$/, 'team.members.put'],
  [/^DELETE \/api\/v1\/teams\/:id\/members$/, 'team.members.remove'],
  [/^POST \/api\/v1\/teams$/, 'team.create'],
  [/^PATCH \/api\/v1\/teams\/:id$/, 'team.update'],
  [/^DELETE \/api\/v1\/teams\/:id$/, 'team.delete'],
  [/^POST \/api\/v1\/roles$/, 'role.create'],
  [/^PATCH \/api\/v1\/roles\/:id$/, 'role.update'],
  [/^DELETE \/api\/v1\/roles\/:id$/, 'role.delete'],
  [/^POST \/api\/v1\/schedules$/, 'schedule.create'],
  [/^PATCH \/api\/v1\/schedules\/:id$/, 'schedule.update'],
  [/^DELETE \/api\/v1\/schedules\/:id$/, 'schedule.delete'],
  [/\/stations\/:station\/holder$/, 'station.release'],
  [/\/stations\/:station$/, 'user.station'],
  [/\/session\/station$/, 'session.station'],
  [/\/settings(\/history\/:id\/restore)?$/, 'settings.update'],
  [/^POST \/api\/v1\/api-keys$/, 'api_key.create'],
  [/^DELETE \/api\/v1\/api-keys\/:id$/, 'api_key.revoke'],
  [/\/api-keys\/:id\/roll$/, 'api_key.roll'],
  [/^POST \/api\/v1\/webhooks$/, 'webhook.create'],
  [/^PATCH \/api\/v1\/webhooks\/:id$/, 'webhook.update'],
  [/^DELETE \/api\/v1\/webhooks\/:id$/, 'webhook.delete'],
  [/^DELETE .*\/users\/import\/:id\/passwords$/, 'user.import.erase_passwords'],
  [/\/users\/import\/:id\/passwords$/, 'user.import.passwords'],
  [/\/users\/import\/:id\/cancel$/, 'user.import.cancel'],
  [/\/users\/import(\/|$)/, 'user.import.start'],
  [/\/users\/export$/, 'user.export'],
  [/\/connections\/:id$/, 'connection.disconnect'],
  [/\/audit\/export$/, 'audit.export'],
  [/^POST \/api\/v1\/organizations$/, 'organization.create'],
  [/^PATCH \/api\/v1\/organizations\/:slug$/, 'organization.update'],
  [/\/organizations\/:slug\/suspend$/, 'organization.suspend'],
  [/\/organizations\/:slug\/resume$/, 'organization.resume'],
  [/\/organizations\/:slug\/export$/, 'organization.export'],
  [/^DELETE \/api\/v1\/organizations\/:slug$/, 'organization.delete'],
  [/\/password\/change$/, 'user.password.change'],
  [/^POST (\/api\/v1\/password\/reset|\/reset-password)$/, 'user.password.reset'],
  [/^POST (\/api\/v1\/password\/forgot|\/forgot-password)$/, 'user.password.recover'],
  [/\/second-factor\/recovery-codes$/, 'user.recovery_codes.create'],
  [/\/second-factor\/trusted-browsers$/, 'user.trusted_browsers.forget'],
  [/^PATCH \/api\/v1\/second-factor\/passkeys\/:id$/, 'user.factor.rename'],
  [/^DELETE \/api\/v1\/second-factor\//, 'user.factor.remove'],
  [/^(POST|PUT) \/api\/v1\/second-factor\//, 'user.factor.add'],
  [/\/session\/authentication$/, 'session.authenticate'],
  [/^POST (\/api\/v1|\/operator)?\/sign-in(\/|$)/, 'session.start'],
];

/** Answers that say nothing of who may do what: a request that was not understood, or that nobody could have answered. */
const unremarkable = new Set<RefusalCode>([
  'invalid_request',
  'body_too_large',
  'media_type',
  'internal',
  'unavailable',
  'provider_unavailable',
]);
/** Reading is refused to whoever lacks the permission, or must confirm first; that a thing is not there is no news. */
const remarkableReading = new Set<RefusalCode>(['not_permitted', 'recent_authentication_required']);

function isRemarkable({ method, headers }: FastifyRequest, code: RefusalCode): boolean {
  // Strangers are refused everywhere; a key that opens nothing is news.
  if (code === 'not_signed_in') return headers.authorization !== undefined;
  if (method === 'GET' || method === 'HEAD') return remarkableReading.has(code);
  return !unremarkable.has(code);
}

function idOf(request: FastifyRequest): string | null {
  const { params } = request;
  if (typeof params !== 'object' || params === null || !('id' in params)) return null;
  return typeof params.id === 'string' && isUuid(params.id) ? params.id : null;
}

/** Whom or what it was about; people by the name they have, so that the log can be read years later. */
async function targetOf(database: Database, request: FastifyRequest): Promise<AuditEntry['target']> {
  const id = idOf(request);
  const kind = /^\/api\/v1\/(\w+?)s\/:id/.exec(request.routeOptions.url ?? '')?.[1];
  if (id === null || kind === undefined) return undefined;
  const user = kind === 'user' ? parseId<UserId>(id) : null;
  const row =
    user && (await database.withTenant(request.tenant.id, (tx) => findUser(tx, request.tenant, { id: user })));
  return row ? auditTarget(row) : { kind, id, name: null };
}

function actOf(request: FastifyRequest): AuditAction {
  if (request.refusalCode === 'not_signed_in') return 'api_key.use';
  const route = `${request.method} ${request.routeOptions.url ?? ''}`;
  return acts.find(([pattern]) => pattern.test(route))?.[1] ?? 'request.refuse';
}

async function noteOne(database: Database, request: FastifyRequest, reason: RefusalCode): Promise<void> {
  const caller: Caller = request.caller ?? nobodyCaller(request.tenant.id, originOf(request));
  const target = await targetOf(database, request);
  await noteRefusal(database, caller, {
    action: actOf(request),
    outcome: 'refused',
    reason,
    details: { method: request.method, route: request.routeOptions.url ?? null },
    ...(target === undefined ? {} : { target }),
  });
}

/** Call before routes are added. @param onError told when an entry cannot be written; the refusal stands all the same */
export function refusalHook(http: Http, database: Database, onError: (error: unknown) => void): void {
  http.addHook('onResponse', (request, _reply, done) => {
    const { refusalCode } = request;
    done();
    // The tenant is null until the hook that finds it has run.
    if (refusalCode === null || (request.tenant as Tenant | null) === null) return;
    if (takeRefused(request.id) || !isRemarkable(request, refusalCode)) return;
    noteOne(database, request, refusalCode).catch(onError);
  });
}
