/**
 * English texts of the web application: the reference catalogue, whose keys every other language has. `{name}` is
 * replaced by a parameter; a key that ends in `.one` or `.other` is one form of a plural. Sentence case, the words of
 * the sign-in pages, no blame. What the server refuses it explains itself, in the person's language. Pages fetch it in parts
 * (first.ts); whole it is the type of every key, and what tests read.
 */
import { account } from './account.ts';
import { apiKeys } from './api-keys.ts';
import { audit } from './audit.ts';
import { auditActions } from './audit-actions.ts';
import { connected } from './connected.ts';
import { credentials } from './credentials.ts';
import { first } from './first.ts';
import { imports } from './imports.ts';
import { installation } from './installation.ts';
import { operator } from './operator.ts';
import { peopleBulk } from './people-bulk.ts';
import { person } from './person.ts';
import { refusals } from './refusals.ts';
import { roles } from './roles.ts';
import { schedules } from './schedules.ts';
import { secondFactor } from './second-factor.ts';
import { settings } from './settings.ts';
import { settingsMore } from './settings-more.ts';
import { settingsSecurity } from './settings-security.ts';
import { shift } from './shift.ts';
import { signInCheck } from './sign-in-check.ts';
import { stations } from './stations.ts';
import { teams } from './teams.ts';
import { user } from './user.ts';
import { webhooks } from './webhooks.ts';

export const catalogue = {
  ...first,
  ...account,
  ...apiKeys,
  ...audit,
  ...auditActions,
  ...connected,
  ...credentials,
  ...imports,
  ...installation,
  ...operator,
  ...peopleBulk,
  ...person,
  ...refusals,
  ...roles,
  ...schedules,
  ...secondFactor,
  ...settings,
  ...settingsMore,
  ...settingsSecurity,
  ...shift,
  ...signInCheck,
  ...stations,
  ...teams,
  ...user,
  ...webhooks,
} as const;
