import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import test from 'node:test';
import { describedApi, openapiFile } from '../../tools/openapi.ts';

test('M2 openapi/usher.json says what the server says (else: node tools/openapi.ts)', async () => {
  assert.equal(await readFile(openapiFile, 'utf8'), await describedApi());
});
