/**
 * Builds the console and home to web/dist. The server hands out index.html itself, because every answer has its own
 * nonce: it replaces each `__NONCE__` (the meta tag that main.tsx reads, and the tags that Vite adds). Beside them it builds
 * the scripts that a server-rendered page loads only when it needs them (pages/); the manifest tells the server their names.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import mantine from 'postcss-preset-mantine';
import { defineConfig, type Plugin } from 'vite';

/** Lays a compressed copy beside each script and style sheet, so that the server never compresses while it serves. */
function compressed(): Plugin {
  return {
    name: 'compressed',
    writeBundle({ dir = '' }) {
      const assets = join(dir, 'assets');
      for (const name of readdirSync(assets).filter((one) => /\.(js|css)$/.test(one))) {
        const content = readFileSync(join(assets, name));
        writeFileSync(join(assets, `${name}.br`), brotliCompressSync(content));
        writeFileSync(join(assets, `${name}.gz`), gzipSync(content, { level: 9 }));
      }
    },
  };
}

const source = (path: string): string => join(import.meta.dirname, path);
const serverPages = ['pages/captcha.ts', 'pages/new-password.ts'].map(source);

type Modules = (id: string) => { readonly importedIds: readonly string[] } | null;

/** Which modules these files bring with them. It is asked of each module, and worked out once. */
function broughtBy(entries: readonly string[]): (id: string, modules: Modules) => boolean {
  let found: Set<string> | null = null;
  return (id, modules) => {
    if (found === null) {
      found = new Set();
      const waiting = [...entries];
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
        if (found.has(next)) continue;
        found.add(next);
        waiting.push(...(modules(next)?.importedIds ?? []));
      }
    }
    return found.has(id);
  };
}

const byServerPages = broughtBy(serverPages);
const byPeople = broughtBy([source('console/console-area.tsx')]);

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), compressed()],
  html: { cspNonce: '__NONCE__' },
  css: { postcss: { plugins: [mantine()] } },
  build: {
    outDir: 'dist',
    assetsDir: 'assets',
    target: 'es2023',
    // A data: URL would be a font or script that the content security policy refuses.
    assetsInlineLimit: 0,
    emptyOutDir: true,
    manifest: true,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // Server-rendered pages load this, and nothing else of the web application.
            { name: 'loading', test: /preload-helper|rolldown[:/]runtime/, priority: 4 },
            {
              name: (id, context) => (byServerPages(id, (one) => context.getModuleInfo(one)) ? null : 'application'),
              debugName: 'application',
              tags: ['$initial'],
              priority: 3,
            },
            {
              name: (id, context) =>
                id.includes('node_modules') || !byPeople(id, (one) => context.getModuleInfo(one)) ? null : 'console',
              debugName: 'console',
              priority: 2,
            },
            { name: 'shared', minShareCount: 10, priority: 1 },
          ],
        },
      },
      input: [source('index.html'), ...serverPages],
    },
  },
});
