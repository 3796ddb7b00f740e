/**
 * What may be asked for besides one's home after signing in: pages of this host, nothing else. Whether the role may open them
 * is the rule of roles/landing.ts. Pure.
 */
import type { Tenant } from '../../tenants/tenants.ts';

/** The home of each kind of host, and what else may be asked for there. */
const places: Readonly<Record<Tenant['kind'], RegExp>> = {
  organization: /^\/(home|account|console)(\/[A-Za-z0-9/_-]*)?(\?[A-Za-z0-9=&%+._~-]*)?$/,
  operators: /^\/(operator|account)(\/[A-Za-z0-9/_-]*)?(\?[A-Za-z0-9=&%+._~-]*)?$/,
};

/**
 * The address asked for, if it is a page of this host; null otherwise (ASVS 5.0 V3.7: no open redirect). The list of what
 * passes is closed: a path of ours with a query of plain characters; no scheme, no `//`, no backslash, no encoded slash.
 */
export function safeReturnTo(kind: Tenant['kind'], asked: string | null | undefined): string | null {
  if (!asked || asked.length > 500 || asked.includes('//') || /%(2f|5c|0|1)/i.test(asked)) return null;
  return places[kind].test(asked) ? asked : null;
}
