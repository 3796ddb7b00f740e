/** The addresses of tenants, and which tenant's a Host header names. Pure: texts in, texts out. */
import type { TenantRow } from './store.ts';

type Addressed = Pick<TenantRow, 'kind' | 'slug' | 'domain'>;

/** What is to be looked up for a host: the operators, an organisation's slug, or its own domain. */
export type Wanted =
  | { readonly by: 'operators' }
  | { readonly by: 'slug'; readonly slug: string }
  | { readonly by: 'domain'; readonly domain: string };

/** A host below the installation's scheme and port: `login.example.com` → `https://login.example.com:8443`. */
export function originOfHost(name: string, base: URL): string {
  return `${base.protocol}//${name}${base.port ? `:${base.port}` : ''}`;
}

/**
 * The primary address of a tenant, of which mails and links are made: its own domain, else its slug below the base host; the
 * operators' is the base host itself.
 */
export function originOf(row: Addressed, base: URL): string {
  return row.kind === 'operators' ? base.origin : originOfHost(row.domain ?? `${row.slug}.${base.hostname}`, base);
}

/** Host header → lower-case name without the port; null when it is not the port we are reached by or no name at all. */
export function hostName(host: string, base: URL): string | null {
  const match = /^([a-z0-9.-]{1,253})(?::(\d{1,5}))?$/.exec(host.toLowerCase());
  if (!match) return null;
  return (match[2] ?? '') === base.port || match[2] === defaultPort(base) ? (match[1] ?? null) : null;
}

function defaultPort(base: URL): string | undefined {
  if (base.port) return base.port;
  return base.protocol === 'https:' ? '443' : '80';
}

/** Whose a host is. What lies below the base host is a slug whatever was registered, so no domain can take its place. */
export function wantedAt(name: string, base: URL): Wanted {
  if (name === base.hostname) return { by: 'operators' };
  return name.endsWith(`.${base.hostname}`)
    ? { by: 'slug', slug: name.slice(0, -base.hostname.length - 1) }
    : { by: 'domain', domain: name };
}
