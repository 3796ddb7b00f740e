// What an application pays for the connection client.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';

const bytesMax = 4 * 1024;

test('A3 the connection client is one module of at most 4 KB, gzipped, that needs nothing else', async () => {
  const built = await build({
    configFile: fileURLToPath(new URL('vite.config.ts', import.meta.url)),
    build: { write: false },
  });
  const outputs = (Array.isArray(built) ? built : [built]).flatMap((one) => ('output' in one ? one.output : []));
  assert.equal(outputs.length, 1);
  const [module] = outputs;
  assert.ok(module?.type === 'chunk');
  assert.deepEqual([module.imports, module.dynamicImports, module.exports], [[], [], ['connect']]);
  const { length } = gzipSync(module.code, { level: 9 });
  assert.ok(length > 500 && length <= bytesMax, `${length} bytes`);
});
