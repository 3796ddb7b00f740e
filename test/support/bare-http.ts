// The HTTP server of the platform without any slice, for tests of what every answer has.
import { Writable } from 'node:stream';
import type { Logger } from 'pino';
import { readConfig } from '../../server/platform/config.ts';
import { createHttp, type Http } from '../../server/platform/http/http.ts';
import { createLog } from '../../server/platform/log.ts';

export interface LogLines {
  readonly log: Logger;
  /** One JSON text per line. */
  readonly lines: string[];
}

/** The program's logger, writing into memory. */
export function memoryLog(): LogLines {
  const lines: string[] = [];
  const destination = new Writable({
    write(chunk, _encoding, done) {
      lines.push(...String(chunk).trimEnd().split('\n'));
      done();
    },
  });
  return { log: createLog('debug', destination), lines };
}

/** Add hooks and routes, then `inject`. */
export function bareHttp(log: Logger, environment: Record<string, string> = {}): Promise<Http> {
  return createHttp({ config: readConfig(environment), log, renderError: () => '', onFault: () => undefined });
}
