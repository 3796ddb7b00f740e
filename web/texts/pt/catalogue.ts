/** Portuguese, complete: the areas of en/catalogue.ts. */
import type { Catalogue } from '../catalogue.ts';
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

export const catalogue: Catalogue = {
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
};
