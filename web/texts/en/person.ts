/** English: one person's page in the console: its frame, tabs and the acts at hand. */
export const person = {
  'person.tabs': 'About this person',
  'person.tab.overview': 'Overview',
  'person.acts': 'Acts on this person',
  'person.unlock': 'Unlock',
  'person.unlock.done': '{name} is unlocked',
  'person.unlock.text': 'They can log in again with the password they have.',
  'person.disable': 'Disable',
  'person.disable.done': '{name} is disabled',
  'person.disable.text': 'They are logged out everywhere and cannot log in.',
  'person.enable': 'Enable',
  'person.enable.done': '{name} is enabled',
  'person.enable.text': 'They can log in again.',
  'person.signOut': 'Log out everywhere',
} as const;
