/** What may be an organisation's own domain (O2). Pure: nothing is looked up, in the DNS or anywhere else. */
import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';

/** The installation, as far as it decides which domains it can serve. */
export interface Installation {
  /** The base host, scheme and port of every address. */
  readonly origin: URL;
  readonly production: boolean;
}

// RFC 1123, section 2.1, and RFC 1035, section 2.3.4: letters, digits, inner hyphens; 63 octets a label, 253 in all.
const labelPattern = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const octetsMax = 253;
/** Ends of a host name, in a URL or as it is escaped there; the conversion would cut or unescape instead of refusing. */
const foreignCharacters = /[\s:/\\?#@%[\]]/;

/**
 * A domain as it is stored and as browsers send it: lower-case A-labels (RFC 5890) without the dot of the root. An empty text
 * where it is no host name.
 */
export function domainInAscii(typed: string): string {
  const trimmed = typed.trim();
  if (foreignCharacters.test(trimmed)) return '';
  return domainToASCII(trimmed).replace(/\.$/, '');
}

const isAtOrBelow = (domain: string, above: string): boolean => domain === above || domain.endsWith(`.${above}`);

/** Why this cannot be an organisation's domain, as the end of a sentence; null when it can. */
export function domainFault(typed: string, { origin, production }: Installation): string | null {
  const domain = domainInAscii(typed);
  const labels = domain.split('.');
  // The conversion writes numbers as the addresses that browsers take them for: 0x7f.1 is 127.0.0.1.
  if (isIP(domain) !== 0 || isIP(typed.trim().replace(/^\[|\]$/g, '')) !== 0)
    return 'must be a name, not an IP address';
  if (domain.length > octetsMax || labels.length < 2 || !labels.every((label) => labelPattern.test(label)))
    return 'must be a host name like login.example.com, without scheme, port or path';
  if (isAtOrBelow(domain, origin.hostname))
    return `must not be ${origin.hostname} or below it: organisations have addresses there already`;
  if (production && isAtOrBelow(domain, 'localhost')) return 'must not be below localhost, where nobody else gets to';
  return null;
}
