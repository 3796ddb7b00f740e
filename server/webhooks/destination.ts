/**
 * Where a webhook may go. An administrator of one organisation must not make this server call what only it can reach: itself, its
 * neighbours, the metadata service of its cloud (OWASP, Server-Side Request Forgery; ASVS 5.0 1.3.6). So an address is judged by what
 * it is, after the name was resolved, and the connection goes to the address that was judged. Pure: it resolves nothing.
 */
import ipaddr from 'ipaddr.js';

/** What this installation allows. */
export interface DestinationPolicy {
  /** Production: nothing is sent in clear. */
  readonly httpsOnly: boolean;
  /** Ranges (or single addresses) that are allowed although they are not the public Internet. */
  readonly networks: readonly string[];
}

export const urlMax = 2000;

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** An IPv4 address in the clothes of IPv6 is the IPv4 address. */
function undisguised(text: string): Address | null {
  return ipaddr.isValid(text) ? ipaddr.process(text) : null;
}

/** What routers of the public Internet carry to somebody. IPv6: 2000::/3 but for its special parts (RFC 6890, IANA registries). */
function isPublic(address: Address): boolean {
  if (address.range() !== 'unicast') return false;
  return address.kind() === 'ipv4' || address.match(ipaddr.parse('2000::'), 3);
}

function isWithin(address: Address, network: string): boolean {
  const [base, bits] = network.includes('/')
    ? ipaddr.parseCIDR(network)
    : ([ipaddr.parse(network), network.includes(':') ? 128 : 32] as const);
  return base.kind() === address.kind() && address.match(base, bits);
}

/** Whether a connection to this address may be opened. What is no address may not. */
export function mayReach(text: string, { networks }: DestinationPolicy): boolean {
  const address = undisguised(text);
  if (address === null) return false;
  return isPublic(address) || networks.some((network) => isWithin(address, network));
}

/** The address that a URL names instead of a host; null when it names a host. WHATWG URL has put 0x7f.1 or 2130706433 in order. */
export function literalAddress({ hostname }: URL): string | null {
  const bare = hostname.replace(/^\[|\]$/g, '');
  return ipaddr.isValid(bare) ? bare : null;
}

/**
 * The URL of an endpoint, or in words what is wrong with it. A host is judged when it is resolved, at each attempt.
 * @returns a string that reads on from "url"
 */
export function readDestination(text: string, policy: DestinationPolicy): URL | string {
  if (text.length > urlMax) return `has more than ${urlMax} characters`;
  if (!URL.canParse(text)) return 'is not a URL like https://example.com/webhooks';
  const url = new URL(text);
  if (url.protocol !== 'https:' && (policy.httpsOnly || url.protocol !== 'http:')) return 'must start with https://';
  if (url.username !== '' || url.password !== '')
    return 'must not hold a name or password; the signature proves who sends';
  if (url.hash !== '') return 'must not hold a fragment (#…)';
  const address = literalAddress(url);
  if (address !== null && !mayReach(address, policy))
    return 'names an address that is not on the public Internet; whoever runs this server can allow it';
  return url;
}
