/**
 * The closed list of what stands in the audit log, by area. Names are a public contract, like refusal codes: filters, webhooks and
 * exports go by them, so that they may be added and never renamed. A test compares it
 * with what the code records.
 */

/** Area → the actions in it, in the order of docs/audit.md. */
export const auditActionsByArea = {
  /** The way in and out: of people who sign in, and of programs. */
  sign_in: [
    'session.start',
    'session.end',
    'session.end_all',
    'session.authenticate',
    'session.station',
    'sign_in.step',
    'sign_in.factor',
    'sign_in.code.send',
    'sign_in.browser.trust',
    'portal.authenticate',
    'user.password.recover',
    'user.password.reset',
    'connection.disconnect',
    'api_key.use',
  ],
  /** What people change about themselves. */
  own_account: [
    'user.password.change',
    'user.portal_password.change',
    'user.factor.add',
    'user.factor.rename',
    'user.factor.remove',
    'user.recovery_codes.create',
    'user.trusted_browsers.forget',
    'user.email.confirm',
  ],
  /** What administrators, supervisors, operators and programs do to others or to the organisation. */
  administration: [
    'user.create',
    'user.export',
    'user.import.start',
    'user.import.cancel',
    'user.import.passwords',
    'user.import.erase_passwords',
    'user.update',
    'user.enable',
    'user.disable',
    'user.delete',
    'user.unlock',
    'user.password.set',
    'user.portal_password.set',
    'user.welcome',
    'user.email.assign',
    'user.second_factor.reset',
    'user.station',
    'user.overtime',
    'user.overtime.take_back',
    'user.message',
    'team.create',
    'team.update',
    'team.delete',
    'team.members.put',
    'team.members.remove',
    'role.create',
    'role.update',
    'role.delete',
    'schedule.create',
    'schedule.update',
    'schedule.delete',
    'station.release',
    'settings.update',
    'mail.test',
    'api_key.create',
    'api_key.roll',
    'api_key.revoke',
    'audit.export',
    'webhook.create',
    'webhook.update',
    'webhook.delete',
    'webhook.secret.replace',
    'webhook.test',
    'webhook.replay',
    'organization.create',
    'organization.update',
    'organization.suspend',
    'organization.resume',
    'organization.export',
    'organization.delete',
    'installation.backup',
    'installation.restore',
    'installation.job.retry',
  ],
  /** What happens by itself, and what goes wrong. */
  system: ['user.inactivate', 'user.email.refuse', 'webhook.disable', 'request.refuse', 'request.fail'],
} as const;

export type AuditArea = keyof typeof auditActionsByArea;
export type AuditAction = (typeof auditActionsByArea)[AuditArea][number];

type Underscored<Name extends string> = Name extends `${infer First}.${infer Rest}`
  ? `${First}_${Underscored<Rest>}`
  : Name;

/** An action as texts name it, whose keys have dots of their own: `user_unlock`. */
export type AuditActionKey = Underscored<AuditAction>;

// Object.keys merely widens the keys of the list to string.
export const auditAreas = Object.keys(auditActionsByArea) as readonly AuditArea[];

/** Every action, in the order of the areas. */
export const auditActions: readonly AuditAction[] = Object.values(auditActionsByArea).flat();
