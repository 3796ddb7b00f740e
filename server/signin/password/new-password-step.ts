/** The step `new_password`: a temporary or aged password is exchanged for one's own on the way in (P3). */
import { record } from '../../audit/audit.ts';
import { Refusal, refuse } from '../../kernel/refusal.ts';
import { announce } from '../../platform/notify.ts';
import { enterGate } from '../../sessions/others.ts';
import { passwordContextOf } from '../../users/user.ts';
import { advanceIfPlace, lookAtFlow, settled } from '../flow.ts';
import { changedNotice } from '../notices.ts';
import { personCaller } from '../opening.ts';
import type { Continuation, Outcome, SignInOptions } from '../outcome.ts';
import { flowMoveOn } from '../store.ts';
import { recordRefusal } from './attempt.ts';

/**
 * Judged and hashed first, then stored and the flow moved on in one transaction.
 * @throws Refusal flow_expired, flow_step_invalid, password_policy, password_reused and those of the machine
 */
export async function chooseNewPassword(
  options: SignInOptions,
  continuation: Continuation,
  newPassword: string,
): Promise<Outcome> {
  const { tenant, origin } = continuation;
  const { flow, person, asks } = await lookAtFlow(options, continuation);
  const revision = flow.password_revision;
  if (asks !== 'new_password' || revision === null) throw refuse('flow_step_invalid');
  const owner = { tenant: tenant.id, user: person.id };
  const policy = tenant.settings.passwordPolicy;
  const context = passwordContextOf(tenant, person);
  const prepared = await options.passwords.prepare(owner, newPassword, policy, context).catch(async (error) => {
    const caller = personCaller(tenant, person, origin);
    if (error instanceof Refusal)
      await recordRefusal(options.database, caller, error.code, person, 'user.password.change');
    throw error;
  });
  const work = options.database.withTenant(tenant.id, async (tx) => {
    await enterGate(tx, tenant.id, person.id);
    // Of many posts at once one finds the flow at the old revision; the others are told that it is over.
    if (!(await flowMoveOn(tx, tenant.id, flow.id, revision))) throw refuse('flow_expired');
    await options.passwords.set(tx, owner, prepared, {
      temporary: false,
      expiresHours: null,
      changedBy: person.username,
      history: policy.history,
      guarded: true,
    });
    await announce(tx, { kind: 'user', tenant: tenant.id, user: person.id });
    const target = { kind: 'user', id: person.id, name: person.username };
    await record(tx, personCaller(tenant, person, origin), { action: 'user.password.change', target });
    const notice = changedNotice(tenant, person, origin);
    if (notice !== null) await options.mail.send(tx, notice);
    return advanceIfPlace(options, tx, continuation);
  });
  return settled(options, continuation, person, work);
}
