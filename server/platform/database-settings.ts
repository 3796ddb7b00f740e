/** Settings of a PostgreSQL server, as they are given to it by `-c name=value`. */
export type DatabaseSettings = Readonly<Record<string, string>>;

/**
 * What the embedded database runs with: sized for a small server (a few hundred people signed in), durable in every
 * respect. Given on the command line at each start, so that a new version of Usher brings its settings along.
 */
export const embeddedSettings: DatabaseSettings = {
  max_connections: '100',
  shared_buffers: '128MB',
  // A row that was acknowledged is on the disk.
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  // Nobody replicates from the embedded database, so its log need only serve recovery.
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_logical_replication_workers: '0',
  max_wal_size: '512MB',
  io_workers: '1',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
  // Errors of statements reach the caller, who decides what may be logged: their text can hold personal data.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
  log_line_prefix: '',
  // A transaction that someone forgot must not keep rows locked for ever.
  idle_in_transaction_session_timeout: '60s',
};
