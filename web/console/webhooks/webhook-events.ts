/** The events that can be chosen: whole areas first, then each by itself. Names are those of the audit log. Pure. */
import { auditActions } from '../../../server/audit/actions.ts';
import { plural, text } from '../../texts/texts.ts';

const areas = [...new Set(auditActions.map((action) => `${action.split('.')[0]}.*`))].sort();

/** For a list with groups. */
export function eventChoices(): { readonly group: string; readonly items: string[] }[] {
  return [
    { group: text('webhooks.events.areas'), items: areas },
    { group: text('webhooks.events.single'), items: [...auditActions].sort() },
  ];
}

/** How many names a row of the list tells. */
const namesShown = 2;

export function eventsText(events: readonly string[]): string {
  if (events.includes('*')) return text('webhooks.events.all');
  const names = events.slice(0, namesShown).join(', ');
  const more = events.length - namesShown;
  return more > 0 ? `${names} ${plural('webhooks.events.more', more)}` : names;
}
