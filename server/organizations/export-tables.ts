/**
 * What an export holds of each table that belongs to an organisation. A test compares the two lists with the database, so that
 * a new table cannot be forgotten, and a column of bytes (a secret, here) not be given away.
 */

export interface ExportTable {
  readonly name: string;
  /** The primary key without the tenant: the order in which pages follow each other. */
  readonly key: readonly string[];
  /** The type of all its columns, where that is not uuid. */
  readonly keyType?: 'text' | 'date';
  /** Columns that stay behind: secrets, or digests of them. */
  readonly secret: readonly string[];
  /** What a column `kind` is called in an export, where `kind` says which table a line is of. */
  readonly kindAs?: string;
}

/** In the order of an export: what others refer to comes first. */
export const exportTables: readonly ExportTable[] = [
  { name: 'schedules', key: ['id'], secret: [] },
  { name: 'roles', key: ['id'], secret: [] },
  { name: 'teams', key: ['id'], secret: [] },
  { name: 'users', key: ['id'], secret: [] },
  { name: 'team_members', key: ['team_id', 'user_id'], secret: [] },
  { name: 'stations', key: ['station'], keyType: 'text', secret: [] },
  { name: 'passwords', key: ['user_id'], secret: ['sealed'] },
  { name: 'portal_passwords', key: ['user_id'], secret: ['sealed'] },
  { name: 'user_factors', key: ['user_id'], secret: ['totp_sealed', 'totp_pending_sealed'] },
  { name: 'passkeys', key: ['id'], secret: ['credential_id', 'public_key'] },
  { name: 'trusted_browsers', key: ['id'], secret: ['token_hash'] },
  { name: 'api_keys', key: ['id'], secret: ['key_hash', 'previous_hash'] },
  { name: 'webhooks', key: ['id'], secret: ['secret_sealed', 'previous_secret_sealed'] },
  { name: 'sessions', key: ['id'], secret: ['token_hash'], kindAs: 'session_kind' },
  { name: 'mails', key: ['id'], secret: ['sealed'] },
  { name: 'seat_days', key: ['day'], keyType: 'date', secret: [] },
  { name: 'settings_history', key: ['id'], secret: [] },
  { name: 'imports', key: ['id'], secret: [] },
  { name: 'audit_events', key: ['id'], secret: [] },
];

/** Tables that are in no export, and why. */
export const notExported: Readonly<Record<string, string>> = {
  user_identifiers: 'follows from the names and addresses of users',
  user_search_terms: 'follows from the names and addresses of users',
  password_history: 'nothing but old passwords',
  password_links: 'digests of links; they work for hours at most',
  recovery_requests: 'digests of addresses; forgotten within hours',
  attempt_buckets: 'digests of passwords tried; forgotten within hours',
  portal_attempts: 'digests of portal passwords tried; forgotten within hours',
  source_failures: 'digests of addresses; forgotten within hours',
  captcha_uses: 'digests of answers that were used; forgotten within minutes',
  sign_in_flows: 'sign-ins under way; over within minutes',
  recovery_codes: 'digests of codes; user_factors says how many are left',
  passkey_challenges: 'sign-ins under way; over within minutes',
  email_codes: 'digests of codes; over within minutes',
  import_lines: 'lines of files that were imported: users tells what became of them',
  import_passwords: 'temporary passwords on their way, encrypted; handed over or erased within a day',
  connections: 'tabs connected now',
  seats: 'seats taken now',
  seat_usage: 'counts of seats taken now',
  seat_minutes: 'samples for plots, kept for 100 days; GET /api/v1/seats/history gives them',
  idempotency_keys: 'digests of requests and their answers, encrypted; forgotten within a day',
  webhook_deliveries: 'copies of audit_events on their way; forgotten after 30 days',
  captured_mails: 'mails that were not sent, encrypted',
};
