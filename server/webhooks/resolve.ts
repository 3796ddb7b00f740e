/**
 * From the URL of an endpoint to the addresses that a connection may go to. Names are asked of the DNS directly: the system's own
 * look-up (getaddrinfo) would take the threads on which passwords are hashed, for as long as somebody's name server likes.
 */
import type { LookupAddress } from 'node:dns';
import { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { AttemptError } from './attempt-error.ts';
import { type DestinationPolicy, literalAddress, mayReach } from './destination.ts';

/** Milliseconds for one question, and how often it is asked: less than an attempt has. */
const questionMs = 2_000;
const questionsMax = 2;

export type Resolve = (url: URL) => Promise<readonly LookupAddress[]>;

/** RFC 6761, 6.3: these names mean this machine, and are asked of nobody. */
function isLocalhost(hostname: string): boolean {
  return hostname === 'localhost' || hostname.endsWith('.localhost');
}

async function askDns(hostname: string, servers: readonly string[] | null): Promise<string[]> {
  const resolver = new Resolver({ timeout: questionMs, tries: questionsMax });
  if (servers !== null) resolver.setServers(servers);
  const answers = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
  return answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
}

/**
 * Makes the function that resolves and judges. One address that may not be reached is enough to refuse the name: which of several a
 * connection takes is not in anybody's hand.
 * @param servers name servers instead of the system's, for tests
 * @returns rejects with AttemptError name_not_found or address_refused
 */
export function createResolve(policy: DestinationPolicy, servers: readonly string[] | null = null): Resolve {
  return async (url) => {
    const literal = literalAddress(url);
    const found =
      literal !== null
        ? [literal]
        : isLocalhost(url.hostname)
          ? ['127.0.0.1', '::1']
          : await askDns(url.hostname, servers);
    if (found.length === 0) throw new AttemptError('name_not_found');
    if (!found.every((address) => mayReach(address, policy))) throw new AttemptError('address_refused');
    return found.map((address) => ({ address, family: isIP(address) }));
  };
}
