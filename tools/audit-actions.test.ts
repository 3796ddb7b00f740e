import assert from 'node:assert/strict';
import { test } from 'node:test';
import { auditDocument } from './audit-actions.ts';

test('M4 docs/audit.md lists every action with its sentence (node tools/audit-actions.ts writes it)', async () => {
  const { is, ought } = await auditDocument();
  assert.equal(is, ought);
});
