/** The sections of the Settings area, in the order of its navigation, and who may open which. Pure. */
import { mayOpen } from '../../server/roles/landing.ts';
import { paths } from '../paths.ts';
import { text } from '../texts/texts.ts';

export type SettingsSection = 'security' | 'limits' | 'branding' | 'mail' | 'api-keys' | 'webhooks' | 'history';

interface Section {
  readonly section: SettingsSection;
  readonly href: string;
}

export const sections: readonly Section[] = [
  { section: 'security', href: paths.settingsSecurity },
  { section: 'limits', href: paths.settingsLimits },
  { section: 'branding', href: paths.settingsBranding },
  { section: 'mail', href: paths.settingsMail },
  { section: 'api-keys', href: paths.settingsApiKeys },
  { section: 'webhooks', href: paths.settingsWebhooks },
  { section: 'history', href: paths.settingsHistory },
];

export function sectionName(section: SettingsSection): string {
  return text(`settings.section.${section}`);
}

export function sectionsFor(permissions: readonly string[]): readonly Section[] {
  return sections.filter(({ href }) => mayOpen(href, permissions));
}
