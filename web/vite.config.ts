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
            { name: 'loading', test: /preload-helper|rolldown[:/]runtime/, priority: 2 },
            // What most pages share comes in one file rather than in eighty: each costs a request and its headers.
            { name: 'shared', minShareCount: 10, priority: 1 },
          ],
        },
      },
      input: ['index.html', 'pages/captcha.ts', 'pages/new-password.ts'].map((name) => join(import.meta.dirname, name)),
    },
  },
});
