import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { createSealer } from './seal.ts';
import { KeyFileError, loadKeyFile } from './seal-key-file.ts';

let directory: string;
let path: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'usher-keys-'));
  path = join(directory, 'state', 'keys.json');
});
afterEach(() => rm(directory, { recursive: true, force: true }));

async function writeKeyFile(content: string, mode = 0o600): Promise<string> {
  const file = join(directory, 'keys.json');
  await writeFile(file, content);
  await chmod(file, mode);
  return file;
}

const key = Buffer.alloc(32, 7).toString('base64');

test('ASVS 13.3.1 a missing key file is made with a fresh key, readable by its owner only', async () => {
  const keyring = await loadKeyFile(path);
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  assert.equal((await stat(join(directory, 'state'))).mode & 0o777, 0o700);
  assert.equal(keyring.keys.get(keyring.current)?.length, 32);
  assert.deepEqual(await loadKeyFile(path), keyring);
  assert.notDeepEqual(await loadKeyFile(join(directory, 'other.json')), keyring);
  assert.deepEqual(await readdir(join(directory, 'state')), ['keys.json'], 'no temporary file stays behind');
});

test('security: processes that start together agree on one key', async () => {
  const program = `
    import { loadKeyFile } from ${JSON.stringify(new URL('./seal-key-file.ts', import.meta.url).href)};
    const keyrings = await Promise.all(Array.from({ length: 8 }, () => loadKeyFile(process.argv[1])));
    for (const { current, keys } of keyrings) console.log(current, keys.get(current).toString('base64'));
  `;
  const outputs = await Promise.all(
    Array.from({ length: 4 }, async () => {
      const child = spawn(process.execPath, ['--input-type=module', '--eval', program, path], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      child.stdout.setEncoding('utf8');
      return (await child.stdout.toArray()).join('');
    }),
  );
  const lines = outputs.join('').trim().split('\n');
  assert.equal(lines.length, 32);
  assert.equal(new Set(lines).size, 1);
  assert.deepEqual(await readdir(join(directory, 'state')), ['keys.json']);
});

test('security: a key file that group or others may read, write or run is refused with the remedy', async () => {
  for (const mode of [0o640, 0o604, 0o620, 0o602, 0o644, 0o660, 0o610]) {
    const file = await writeKeyFile(JSON.stringify({ current: 'k1', keys: { k1: key } }), mode);
    await assert.rejects(
      loadKeyFile(file),
      (error) => error instanceof KeyFileError && /chmod 600/.test(error.message),
    );
  }
  assert.equal(
    (await loadKeyFile(await writeKeyFile(JSON.stringify({ current: 'k1', keys: { k1: key } }), 0o400))).current,
    'k1',
  );
});

test('security: a malformed key file is refused, left as it is, and its keys are not quoted', async () => {
  const contents = [
    '',
    `{"current":"k1","keys":{"k1":"${key}"`,
    'null',
    '[]',
    `{"current":"k1"}`,
    `{"current":"k1","keys":[]}`,
    `{"current":1,"keys":{"k1":"${key}"}}`,
    `{"current":"k2","keys":{"k1":"${key}"}}`,
    `{"current":"K 1","keys":{"K 1":"${key}"}}`,
    `{"current":"k1","keys":{"k1":"${key.slice(0, 20)}"}}`,
    `{"current":"k1","keys":{"k1":" ${key}"}}`,
    `{"current":"k1","keys":{"k1":17}}`,
    ' '.repeat(70_000),
  ];
  for (const content of contents) {
    const file = await writeKeyFile(content);
    await assert.rejects(
      loadKeyFile(file),
      (error) =>
        error instanceof KeyFileError && error.message.endsWith('.') && !error.message.includes(key.slice(0, 8)),
      content.slice(0, 60),
    );
    assert.equal(await readFile(file, 'utf8'), content);
  }
});

test('security: a directory in the place of the key file and an unusable path are refused', async () => {
  await assert.rejects(loadKeyFile(directory), KeyFileError);
  await assert.rejects(loadKeyFile(join(await writeKeyFile('x'), 'keys.json')), KeyFileError);
});

test('ASVS 11.2.2 a key added by hand and made current is used, and the old one still opens', async () => {
  const first = await loadKeyFile(path);
  const sealed = createSealer(first).seal('secret', ['t']);
  const content = JSON.parse(await readFile(path, 'utf8'));
  await writeFile(path, JSON.stringify({ current: 'new1', keys: { ...content.keys, new1: key } }));
  const sealer = createSealer(await loadKeyFile(path));
  assert.equal(sealer.currentKeyId, 'new1');
  assert.equal(sealer.unseal(sealed, ['t']).toString(), 'secret');
});
