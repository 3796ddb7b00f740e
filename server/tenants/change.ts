/** Changing settings, and bringing back what a change had replaced: in one transaction with the audit log and the history. */
import { record } from '../audit/audit.ts';
import type { Caller } from '../kernel/caller.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Database, Transaction } from '../platform/database.ts';
import { announce } from '../platform/notify.ts';
import type { Sealer } from '../platform/seal.ts';
import { changesBetween, restoringPatch } from './history.ts';
import { sealSecret } from './secrets.ts';
import type { Settings, SettingsPatch } from './setting-shapes.ts';
import { changedSettings, sealedPatch, secretMask, wholeSettings } from './settings.ts';
import { type TenantRow, tenantFetchForUpdate, tenantSettingsSet } from './store.ts';
import { settingsChangeFetch, settingsChangeInsert } from './store-history.ts';

export interface SettingsChangeOptions {
  readonly database: Database;
  readonly sealer: Sealer;
  readonly presetRules: (preset: 'classic' | 'modern') => Settings['passwordPolicy'];
}

/** A logo is a whole image, and a secret is one: the log says that they changed, not what they are. */
function loggable(patch: SettingsPatch): SettingsPatch {
  const { branding, captcha } = patch;
  return {
    ...patch,
    ...(branding?.logoUrl ? { branding: { ...branding, logoUrl: '(image)' } } : {}),
    ...(captcha?.secretKey ? { captcha: { ...captcha, secretKey: secretMask } } : {}),
  };
}

async function apply(
  { sealer, presetRules }: SettingsChangeOptions,
  tx: Transaction,
  caller: Caller,
  row: TenantRow,
  patch: SettingsPatch,
): Promise<TenantRow> {
  const sealed = sealedPatch(patch, (secret) => sealSecret(sealer, caller.tenant, secret));
  const next = changedSettings(row.settings, sealed, presetRules);
  await tenantSettingsSet(tx, caller.tenant, next.stored);
  await announce(tx, { kind: 'tenant', tenant: caller.tenant });
  const changes = changesBetween(wholeSettings(row.settings), next.whole);
  if (changes.length > 0) await settingsChangeInsert(tx, caller, changes);
  await record(tx, caller, { action: 'settings.update', details: { change: loggable(patch) } });
  return { ...row, settings: next.stored, revision: row.revision + 1 };
}

/** The tenant, locked, for who may change its settings and decided on them as they are. */
async function changeable(tx: Transaction, caller: Caller, revision: number | null): Promise<TenantRow> {
  const row = await tenantFetchForUpdate(tx, caller.tenant);
  if (!row) throw refuse('organization_unknown');
  if (revision !== null && revision !== row.revision) throw refuse('precondition_failed');
  return row;
}

/** As Tenants.changeSettings. */
export async function changeSettings(
  options: SettingsChangeOptions,
  caller: Caller,
  patch: SettingsPatch,
  revision: number | null,
): Promise<TenantRow> {
  if (!caller.permissions.has('settings:update')) throw refuse('not_permitted');
  return options.database.withTenant(caller.tenant, async (tx) =>
    apply(options, tx, caller, await changeable(tx, caller, revision), patch),
  );
}

/** As Tenants.restoreSettings. */
export async function restoreSettings(
  options: SettingsChangeOptions,
  caller: Caller,
  change: string,
  revision: number | null,
): Promise<TenantRow> {
  if (!caller.permissions.has('settings:update')) throw refuse('not_permitted');
  return options.database.withTenant(caller.tenant, async (tx) => {
    const row = await changeable(tx, caller, revision);
    const found = await settingsChangeFetch(tx, caller.tenant, change);
    if (!found) throw refuse('not_found');
    const patch = restoringPatch(found.changes);
    if (Object.keys(patch).length === 0) {
      throw refuse('invalid_request', { detail: 'nothing of this change can be brought back' });
    }
    return apply(options, tx, caller, row, patch);
  });
}
