import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultSettings } from '../../server/tenants/setting-defaults.ts';
import { flatSettings, type SettingPath } from '../../server/tenants/setting-paths.ts';
import { Settings } from '../../server/tenants/setting-shapes.ts';
import { loadTexts } from '../texts/texts.ts';
import { choiceText, fieldPaths, ruleOf } from './fields.ts';

/** The part of a schema that says which values there are. */
interface Shape {
  readonly type?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly const?: unknown;
  readonly anyOf?: readonly Shape[];
  readonly properties?: Readonly<Record<string, Shape>>;
}

function shapeOf(path: SettingPath): Shape {
  const [block = '', name] = path.split('.');
  // TypeBox's schemas are JSON Schema; only these members are read.
  const whole = (Settings.properties as unknown as Readonly<Record<string, Shape>>)[block] ?? {};
  return name === undefined ? whole : (whole.properties?.[name] ?? {});
}

test('M5 the pages ask for what the server takes: the same limits, the same choices', async () => {
  await loadTexts(['settings-security', 'settings', 'settings-more']);
  for (const path of fieldPaths) {
    const rule = ruleOf(path);
    const shape = shapeOf(path);
    if (rule.kind === 'number') {
      const number = shape.anyOf?.find(({ type }) => type === 'integer') ?? shape;
      assert.deepEqual([rule.min, rule.max], [number.minimum, number.maximum], path);
      assert.equal(rule.optional ?? false, shape.anyOf?.some(({ type }) => type === 'null') ?? false, path);
    } else if (rule.kind === 'choice') {
      assert.deepEqual([...rule.values].sort(), shape.anyOf?.map((one) => String(one.const)).sort(), path);
      for (const value of rule.values) assert.notEqual(choiceText(path, value), value, `${path} ${value}`);
    } else assert.equal(shape.type, 'boolean', path);
  }
});

test('M5 every setting has a place in the console', () => {
  // With fields of their own: lists, choices of several, keys, and the branding.
  const own = [
    'secondFactor.required',
    'secondFactor.methods',
    'captcha.siteKey',
    'captcha.secretKey',
    'officeNetworks',
    'stations.ranges',
    'branding.accentColor',
    'branding.logoUrl',
  ];
  const shown = new Set<string>([...fieldPaths, ...own]);
  assert.deepEqual(
    Object.keys(flatSettings(defaultSettings)).filter((path) => !shown.has(path)),
    [],
  );
});
