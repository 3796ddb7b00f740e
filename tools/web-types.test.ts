// Row M2: the web client's shapes are those of the API's own description.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import test from 'node:test';
import { describedTypes, typeOf, typesFile } from './web-types.ts';

test('M2 openapi/usher.d.ts says what openapi/usher.json says (else: node tools/web-types.ts)', async () => {
  assert.equal(await readFile(typesFile, 'utf8'), describedTypes());
});

test('M2 each form of schema becomes the type of what it lets through', () => {
  const object = { type: 'object', properties: { 'a-b': { type: 'integer' }, c: { type: ['string', 'null'] } } };
  const cases: readonly (readonly [object, string])[] = [
    [{ type: 'string', enum: ['x', null] }, '"x" | null'],
    [{ type: 'string', const: 'x' }, '"x"'],
    [{ anyOf: [{ type: 'boolean' }, { type: 'null' }] }, 'boolean | null'],
    [{ type: 'array', items: { type: ['number', 'null'] } }, 'readonly (number | null)[]'],
    [{ ...object, required: ['c'] }, '{\n  readonly "a-b"?: number;\n  readonly c: string | null;\n}'],
    [{ type: 'object', additionalProperties: { type: 'integer' } }, 'Readonly<Record<string, number>>'],
    [{ type: 'object', patternProperties: { '^.*$': { type: 'string' } } }, 'Readonly<Record<string, string>>'],
    [{}, 'unknown'],
  ];
  for (const [schema, expected] of cases) assert.equal(typeOf(schema), expected);
});
