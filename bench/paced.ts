// Requests of the administration at even distances, as many as one caller may make.
import type { Installation } from './directory.ts';
import { load } from './load.ts';
import { getText } from './stage.ts';

/** Below what one caller may ask for (docs/api.md), and at even distances: an administrator does not wait for one before the next. */
export const requestsPerSecond = 40;
const connections = 100;
export interface Percentiles {
  readonly p50Ms: number;
  readonly p95Ms: number;
}

export function paced({ stage }: Installation, requests: readonly string[], durationMs: number): Promise<Percentiles> {
  return load({
    port: stage.server.port,
    connections,
    requests,
    durationMs,
    perSecond: requestsPerSecond,
    urgent: true,
  });
}

export function asked({ stage, people }: Installation, paths: readonly string[]): string[] {
  return paths.map((path) => getText(stage.server, people.tenant, path, people.administrator));
}
