/** Whom a setting of the second factor would keep out, or make set one up: judged by the code that sign-ins run. Pure. */
import { type FactorSubject, factorRequired, mayEnrol, usableMethods } from '../../server/factors/due.ts';
import type { FactorGroup } from '../../server/settings/store.ts';
import type { Settings } from '../../server/tenants/setting-shapes.ts';

function subjectOf(group: FactorGroup): FactorSubject {
  const { role, hasEmail, emailCode, totp, passkey, recoveryCodes } = group;
  return { role, hasEmail, own: { emailCode, totp, passkey, recoveryCodes: recoveryCodes ? 1 : 0 } };
}

/** People by what would become of them at their next log-in; whoever is asked for nothing new is in neither. */
export interface Affected {
  /** They need one, have nothing to prove, and may set up nothing. */
  readonly stuck: number;
  /** They would have to set one up on the way in. */
  readonly enrol: number;
}

export function affectedBy(setting: Settings['secondFactor'], groups: readonly FactorGroup[]): Affected {
  let stuck = 0;
  let enrol = 0;
  for (const group of groups) {
    const subject = subjectOf(group);
    if (!factorRequired(setting, group.role) || usableMethods(setting, subject).length > 0) continue;
    if (mayEnrol(setting, subject)) enrol += group.people;
    else stuck += group.people;
  }
  return { stuck, enrol };
}
