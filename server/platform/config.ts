/**
 * Config reads the environment once, at start, and reports every fault in it together, in sentences. Nothing else in the
 * house reads process.env. Production (NODE_ENV=production) refuses what is only safe on one's own machine.
 */
import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import ipaddr from 'ipaddr.js';

export interface Config {
  readonly production: boolean;
  /** Scheme, host and port under which browsers reach the base address, e.g. `https://usher.example`. No trailing slash. */
  readonly origin: URL;
  readonly host: string;
  /** 0 picks a free port (tests). */
  readonly port: number;
  readonly dataDirectory: string;
  readonly keyFile: string;
  /** Null = the embedded database in the data directory. */
  readonly databaseUrl: string | null;
  readonly databasePoolMax: number;
  /** Null = mails are captured and shown at /dev/mail. */
  readonly smtpUrl: string | null;
  readonly mailFrom: string;
  /** Peers whose X-Forwarded-* are believed: addresses or CIDR ranges. */
  readonly trustedProxies: readonly string[];
  /** Networks of this installation's own that webhooks may reach although they are not the public Internet. */
  readonly webhookNetworks: readonly string[];
  readonly logLevel: LogLevel;
  /** Bearer token for /metrics; null = /metrics is not served on the main port. */
  readonly metricsToken: string | null;
  /** Loopback-only port that serves /metrics without a token; null = none. */
  readonly metricsPort: number | null;
  /** OTLP/HTTP endpoint for traces; null = tracing is off. */
  readonly traceEndpoint: string | null;
  readonly hashing: { readonly memoryKib: number; readonly timeCost: number; readonly parallelism: number };
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** All faults of a configuration at once; the message is ready for the terminal. */
export class ConfigError extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(`Usher cannot start with this configuration:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Collects faults while reading, so that an administrator mends all of them in one go. */
class Reader {
  readonly faults: string[] = [];
  readonly environment: Environment;

  constructor(environment: Environment) {
    this.environment = environment;
  }

  text(name: string): string | null {
    const value = this.environment[name]?.trim();
    return value ? value : null;
  }

  integer(name: string, fallback: number, min: number, max: number): number {
    const text = this.text(name);
    if (text === null) return fallback;
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    this.faults.push(`${name} is "${text}", but must be a whole number from ${min} to ${max}.`);
    return fallback;
  }

  url(name: string, fallback: string | null, protocols: readonly string[]): URL | null {
    const text = this.text(name) ?? fallback;
    if (text === null) return null;
    if (!URL.canParse(text) || !protocols.includes(new URL(text).protocol)) {
      // The value may hold a password, so it is not repeated.
      this.faults.push(`${name} is not a URL that starts with ${protocols.map((one) => `${one}//`).join(' or ')}.`);
      return null;
    }
    return new URL(text);
  }

  choice<Value extends string>(name: string, fallback: Value, choices: readonly Value[]): Value {
    const text = this.text(name) ?? fallback;
    const found = choices.find((choice) => choice === text);
    if (found === undefined) this.faults.push(`${name} is "${text}", but must be one of ${choices.join(', ')}.`);
    return found ?? fallback;
  }
}

function readNetworks(reader: Reader, name: 'USHER_TRUSTED_PROXIES' | 'USHER_WEBHOOK_NETWORKS'): string[] {
  const entries = (reader.text(name) ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean);
  for (const entry of entries) {
    const valid = isIP(entry) !== 0 || ipaddr.isValidCIDR(entry);
    if (!valid)
      reader.faults.push(`${name} names "${entry}", which is neither an address nor a range like 10.0.0.0/8.`);
  }
  return entries;
}

function readOrigin(reader: Reader, fallback: string): URL {
  const origin = reader.url('USHER_ORIGIN', fallback, ['http:', 'https:']) ?? new URL(fallback);
  if (origin.pathname !== '/' || origin.search || origin.hash || origin.username) {
    reader.faults.push('USHER_ORIGIN must be a scheme, a host and perhaps a port only, like https://usher.example.');
  }
  if (isIP(origin.hostname.replace(/^\[|\]$/g, ''))) {
    reader.faults.push(
      'USHER_ORIGIN must be a name, not an address, because each organisation is a name below it ({slug}.usher.example).',
    );
  }
  return origin;
}

function productionFaults(reader: Reader, origin: URL): string[] {
  const faults: string[] = [];
  if (reader.text('USHER_ORIGIN') === null)
    faults.push('USHER_ORIGIN must be set in production: it is in every mail and cookie.');
  else if (origin.protocol !== 'https:')
    faults.push('USHER_ORIGIN must start with https:// in production: passwords and cookies travel to it.');
  if (reader.text('USHER_SMTP_URL') === null)
    faults.push('USHER_SMTP_URL must be set in production: without it no mail leaves.');
  if (reader.text('USHER_MAIL_FROM') === null)
    faults.push('USHER_MAIL_FROM must be set in production: it is the sender of every mail.');
  return faults;
}

/**
 * Reads and validates the whole configuration.
 * @throws {ConfigError} naming every fault
 */
export function readConfig(environment: Environment): Config {
  const reader = new Reader(environment);
  const production = environment.NODE_ENV === 'production';
  const port = reader.integer('USHER_PORT', 8080, 0, 65_535);
  const origin = readOrigin(reader, `http://localhost:${port}`);
  const dataDirectory = resolve(reader.text('USHER_DATA') ?? 'data');
  const databaseUrl = reader.url('DATABASE_URL', null, ['postgres:', 'postgresql:'])?.href ?? null;
  const smtpUrl = reader.url('USHER_SMTP_URL', null, ['smtp:', 'smtps:'])?.href ?? null;
  if (databaseUrl !== null && smtpUrl === null && !production) {
    reader.faults.push(
      'USHER_SMTP_URL must be set when DATABASE_URL is: captured mail (/dev/mail) exists only with the embedded database.',
    );
  }
  const metricsToken = reader.text('USHER_METRICS_TOKEN');
  if (metricsToken !== null && metricsToken.length < 16)
    reader.faults.push('USHER_METRICS_TOKEN must have at least 16 characters.');
  const config: Config = {
    production,
    origin,
    host: reader.text('USHER_HOST') ?? (production ? '0.0.0.0' : '127.0.0.1'),
    port,
    dataDirectory,
    keyFile: resolve(reader.text('USHER_KEY_FILE') ?? join(dataDirectory, 'usher.key')),
    databaseUrl,
    databasePoolMax: reader.integer('USHER_DATABASE_POOL', 10, 2, 200),
    smtpUrl,
    mailFrom: reader.text('USHER_MAIL_FROM') ?? `Usher <no-reply@${origin.hostname}>`,
    trustedProxies: readNetworks(reader, 'USHER_TRUSTED_PROXIES'),
    webhookNetworks: readNetworks(reader, 'USHER_WEBHOOK_NETWORKS'),
    logLevel: reader.choice('USHER_LOG_LEVEL', 'info', logLevels),
    metricsToken,
    metricsPort: reader.text('USHER_METRICS_PORT') === null ? null : reader.integer('USHER_METRICS_PORT', 0, 0, 65_535),
    traceEndpoint: reader.url('OTEL_EXPORTER_OTLP_ENDPOINT', null, ['http:', 'https:'])?.href ?? null,
    hashing: {
      memoryKib: reader.integer('USHER_ARGON2_MEMORY_KIB', 47_104, 7_168, 4_194_304),
      timeCost: reader.integer('USHER_ARGON2_TIME_COST', 1, 1, 100),
      parallelism: reader.integer('USHER_ARGON2_PARALLELISM', 1, 1, 64),
    },
  };
  const faults = production ? [...reader.faults, ...productionFaults(reader, origin)] : reader.faults;
  if (faults.length > 0) throw new ConfigError(faults);
  return config;
}
