/** Where people sign in, which mails lead to as well. */
import type { Tenant } from './tenants.ts';

/** Where sign-in happens on this kind of host. */
export const signInPath: Readonly<Record<Tenant['kind'], string>> = {
  organization: '/sign-in',
  operators: '/operator/sign-in',
};
