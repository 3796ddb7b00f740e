import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claimTab } from './tab.ts';

test('L1 a tab keeps its id over a reload, and a duplicate that copied the storage gets another', async () => {
  const first = await claimTab();
  const duplicate = await claimTab();
  assert.notEqual(duplicate.id, first.id);
  duplicate.release();
  const reloaded = await claimTab();
  assert.equal(reloaded.id, duplicate.id);
  first.release();
  reloaded.release();
});

test('L1 a reload that begins before the old page is gone waits for its id', async () => {
  const old = await claimTab();
  const next = claimTab();
  // Long enough for a wrong client to have given up, far shorter than a right one waits.
  setImmediate(() => old.release());
  assert.equal((await next).id, old.id);
  (await next).release();
});

test('L1 without Web Locks (plain http) the id lies in storage only while no page has it', async (context) => {
  const locks = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(navigator), 'locks');
  assert.ok(locks);
  Object.defineProperty(navigator, 'locks', { value: undefined, configurable: true });
  context.after(() => Reflect.deleteProperty(navigator, 'locks'));
  const first = await claimTab();
  const duplicate = await claimTab();
  assert.notEqual(duplicate.id, first.id);
  first.release();
  assert.equal((await claimTab()).id, first.id);
});

test('L1 where storage is refused a tab has an id all the same', async (context) => {
  const storage = Object.getOwnPropertyDescriptor(globalThis, 'sessionStorage');
  assert.ok(storage);
  const refused = () => {
    throw new Error('The user agent blocks storage');
  };
  Object.defineProperty(globalThis, 'sessionStorage', { get: refused, configurable: true });
  context.after(() => Object.defineProperty(globalThis, 'sessionStorage', storage));
  const tab = await claimTab();
  assert.match(tab.id, /^[0-9a-f-]{36}$/);
  tab.release();
});
