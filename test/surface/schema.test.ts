import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import test from 'node:test';
import { dumpedSchema, schemaFile } from '../../tools/schema.ts';
import { testDatabase } from '../support/database.ts';

test('style 15 the migrations result in migrations/schema.sql (else: node tools/schema.ts)', async () => {
  const database = await testDatabase();
  try {
    assert.equal(await readFile(schemaFile, 'utf8'), await dumpedSchema(database.ownerUrl));
  } finally {
    await database.drop();
  }
});
