/** An entry of the audit log in words: who did what to whom, how it ended and why. */
import { type AuditAction, type AuditActionKey, auditActions } from '../../../server/audit/actions.ts';
import type { AuditEvent, AuditParty } from '../../api/audit.ts';
import { text, textOr } from '../../texts/texts.ts';

/** Dots become underscores: keys of texts are words between dots. */
function keyOf(action: AuditAction): AuditActionKey {
  // What replaceAll does to the name is what the type says.
  return action.replaceAll('.', '_') as AuditActionKey;
}

function isKnown(action: string): action is AuditAction {
  return (auditActions as readonly string[]).includes(action);
}

/** Who acted, as the beginning of a sentence. */
export function actorName({ kind, name }: AuditParty): string {
  if (kind === 'nobody') return text('audit.somebody');
  if (kind === 'system') return text('product');
  if (kind === 'command_line') return text('audit.commandLine');
  if (kind === 'api_key') return text('audit.apiKey', { name: name ?? '' });
  if (kind === 'operator') return text('audit.operator', { name: name ?? '' });
  return name ?? text('audit.somebody');
}

/** To whom or what it was done. A session that names nobody is the actor's own; what was refused before it was found has no name. */
export function targetName({ actor, target, action }: AuditEvent): string {
  if (target?.name) return target.name;
  const own =
    target === null
      ? action.startsWith('session.')
      : target.kind === 'session' || (target.id !== null && target.id === actor.id);
  if (own && actor.name !== null) return actor.name;
  if (target === null) return actor.name === null ? text('audit.unknown') : '…';
  return target.kind === 'user' || target.kind === 'session' ? text('audit.unknown') : text('audit.something');
}

/** `unlock …`: an action without anybody, for filters. A name that this version does not know stays as it is. */
export function actText(action: string, target = '…'): string {
  if (!isKnown(action)) return action;
  const key = keyOf(action);
  return text(`audit.act.${key}`, { target });
}

/** "Ana unlocked Luis", "Somebody tried to log in as Luis". */
export function sentenceOf(event: AuditEvent): string {
  const { action, outcome } = event;
  const actor = actorName(event.actor);
  const target = targetName(event);
  if (!isKnown(action)) return `${actor}: ${action}`;
  if (outcome === 'begun') return text('audit.began', { actor, act: actText(action, target) });
  // What went wrong by itself has a sentence that says so.
  const itself = action === 'request.refuse' || action === 'request.fail' || action === 'user.email.refuse';
  if (outcome !== 'done' && !itself) return text('audit.tried', { actor, act: actText(action, target) });
  const key = keyOf(action);
  return text(`audit.did.${key}`, { actor, target });
}

/** Why, in a few words: a refusal, or how a session ended. */
export function reasonText({ action, outcome }: Pick<AuditEvent, 'action' | 'outcome'>, reason: string): string {
  if (action.startsWith('session.end') && outcome === 'done') return textOr(`audit.ended.${reason}`, reason);
  return textOr(`refusal.${reason}`, textOr(`audit.refused.${reason}`, reason.replaceAll('_', ' ')));
}
