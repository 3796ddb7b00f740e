/** What a line says and the passwords an import makes, as they are stored: encrypted, and bound to their place. */
import type { Sealer } from '../platform/seal.ts';
import type { Reason } from './reasons.ts';
import type { ImportKey } from './store-lines.ts';

/** The cells of a line, or why they cannot be read as the header says. */
export interface LineContent {
  readonly cells: readonly string[];
  readonly fault?: Reason;
}

export interface HandedOver {
  readonly username: string;
  readonly temporaryPassword: string;
}

function aadOf({ tenant, id }: ImportKey, line: number, what: string): string[] {
  return [tenant, id, String(line), what];
}

export function sealLine(sealer: Sealer, key: ImportKey, line: number, content: LineContent): Buffer {
  return sealer.seal(JSON.stringify(content), aadOf(key, line, 'import-line'));
}

export function openLine(sealer: Sealer, key: ImportKey, line: number, sealed: Buffer): LineContent {
  // Written by `sealLine`: what authenticates is ours.
  return JSON.parse(sealer.unseal(sealed, aadOf(key, line, 'import-line')).toString('utf8')) as LineContent;
}

export function sealPassword(sealer: Sealer, key: ImportKey, line: number, one: HandedOver): Buffer {
  return sealer.seal(JSON.stringify(one), aadOf(key, line, 'import-password'));
}

export function openPassword(sealer: Sealer, key: ImportKey, line: number, sealed: Buffer): HandedOver {
  // Written by `sealPassword`: what authenticates is ours.
  return JSON.parse(sealer.unseal(sealed, aadOf(key, line, 'import-password')).toString('utf8')) as HandedOver;
}
