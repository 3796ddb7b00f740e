// What the load generator is asked and what it answers; starts it in a process of its own.
import { fileURLToPath } from 'node:url';
import { runProcess } from './processes.ts';

export interface LoadSpec {
  readonly port: number;
  readonly connections: number;
  /** Whole HTTP/1.1 requests, sent in turn. */
  readonly requests: readonly string[];
  /** No new request after this time. */
  readonly durationMs: number;
  /** No new request after so many answers. */
  readonly count?: number;
  /** Open loop at this rate; without it, each connection sends as soon as it has its answer. */
  readonly perSecond?: number;
  readonly firstRequest?: number;
  /** Runs before other processes where the system lets it: for latencies beside a storm. */
  readonly urgent?: boolean;
  /** Asks the system for answers without ever sleeping: waking a sleeper is paid by the server, on virtual machines dearly. */
  readonly sleepless?: boolean;
}

export interface LoadReport {
  readonly answered: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  readonly bytesPerAnswer: number;
  /** Answers by HTTP status. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Requests that found every connection busy (open loop only). */
  readonly skipped: number;
  readonly lastRequest: number;
}

const program = fileURLToPath(new URL('load-process.ts', import.meta.url));

/** Loads a server. @throws Error when an answer was not 200: a figure over failures says nothing. */
export async function load(spec: LoadSpec): Promise<LoadReport> {
  const report: LoadReport = JSON.parse(await runProcess(program, [], JSON.stringify(spec)));
  const failures = Object.entries(report.statuses).filter(([status]) => status !== '200');
  if (failures.length > 0 || report.answered === 0 || report.skipped > 0) {
    throw new Error(`The load on port ${spec.port} was not answered as expected: ${JSON.stringify(report)}`);
  }
  return report;
}

export interface RequestParts {
  readonly method: string;
  readonly path: string;
  readonly host: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** One request as it goes over the wire, with the headers that a browser's script would send. */
export function requestText({ method, path, host, headers = {}, body }: RequestParts): string {
  const content = body === undefined ? '' : JSON.stringify(body);
  const all = {
    host,
    accept: 'application/json',
    'accept-language': 'en',
    'user-agent':
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
    ...(body === undefined
      ? {}
      : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(content)) }),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${content}`;
}
