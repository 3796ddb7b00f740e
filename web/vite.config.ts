/**
 * Builds the console and home to web/dist. The server hands out index.html itself, because every answer has its own
 * nonce: it replaces each `__NONCE__` (the meta tag that main.tsx reads, and the tags that Vite adds).
 */
import react from '@vitejs/plugin-react';
import mantine from 'postcss-preset-mantine';
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  html: { cspNonce: '__NONCE__' },
  css: { postcss: { plugins: [mantine()] } },
  build: {
    outDir: 'dist',
    assetsDir: 'assets',
    target: 'es2023',
    // A data: URL would be a font or script that the content security policy refuses.
    assetsInlineLimit: 0,
    emptyOutDir: true,
  },
});
