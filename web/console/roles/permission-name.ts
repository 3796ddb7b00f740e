/** A permission in words, as the form of roles names it. */
import { text } from '../../texts/texts.ts';
import { actPermission, acts, areaPermission, areas } from './permission-matrix.ts';

/** `users:unlock` → “People: Unlock”. */
export function permissionName(permission: string): string {
  for (const area of areas) if (areaPermission(area) === permission) return text(`area.${area}`);
  for (const act of acts) {
    if (actPermission(act, 'users') === permission) return text('apiKeys.people', { act: text(`act.${act}`) });
    if (actPermission(act, 'team') === permission)
      return text('permission.of', { act: text(`act.${act}`), reach: text('reach.team') });
  }
  return permission;
}
