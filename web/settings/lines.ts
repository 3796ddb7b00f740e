/** Lists that are typed one entry per line: networks and ranges of stations. Pure; the server judges again. */

export function linesOf(typed: string): string[] {
  return typed
    .split(/[\n,;]/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function isAddress(host: string): boolean {
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(host)) return host.split('.').every((part) => Number(part) <= 255);
  // An IPv6 address is what an address in brackets of a URL may be.
  return host.includes(':') && /^[0-9a-f:.]+$/i.test(host) && URL.canParse(`http://[${host}]/`);
}

/** An address, or a range like 203.0.113.0/24. */
export function isNetwork(line: string): boolean {
  const [host = '', bits, ...more] = line.split('/');
  if (more.length > 0 || !isAddress(host)) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (host.includes(':') ? 128 : 32));
}

/** `1000–1999`, with a hyphen or a dash, or one number alone; null when it is none, or ends before it begins. */
export function rangeOf(line: string): { readonly from: string; readonly to: string } | null {
  const match = /^(\d{1,10})(?:\s*[-–—]\s*(\d{1,10}))?$/.exec(line);
  const [, from = '', to = from] = match ?? [];
  return match === null || from.length !== to.length || from > to ? null : { from, to };
}
