/** What a home is called: a page of Usher by its name, an application by its address. */
import { homePages } from '../../../server/roles/landing.ts';
import { sectionName, sections } from '../../settings/settings-sections.ts';
import { text } from '../../texts/texts.ts';

const names: Readonly<Record<string, () => string>> = {
  '/home': () => text('home.title'),
  '/account/password': () => text('menu.password'),
  '/account/security': () => text('menu.security'),
  '/console': () => text('roles.home.console'),
  '/console/people': () => text('people.title'),
  '/console/connected': () => text('connected.title'),
  '/console/shift': () => text('shift.title'),
  '/console/stations': () => text('stations.title'),
  '/console/teams': () => text('teams.title'),
  '/console/roles': () => text('roles.title'),
  '/console/schedules': () => text('schedules.title'),
  '/console/settings': () => text('settings.title'),
  '/console/people/new': () => text('people.new'),
  // A section by itself could be anything: it is told with the area that it belongs to.
  ...Object.fromEntries(
    sections.map(({ section, href }) => [href, () => `${text('settings.title')}: ${sectionName(section)}`]),
  ),
};

export function homeName(home: string): string {
  return names[home]?.() ?? home;
}

/** Pages that can be the home of a role with these permissions, to choose from. */
export function homeChoices(permissions: readonly string[]): { value: string; label: string }[] {
  return homePages(permissions).map((path) => ({ value: path, label: homeName(path) }));
}
