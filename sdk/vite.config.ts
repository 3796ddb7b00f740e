/** Builds the connection client to sdk/dist: one ES module without dependencies (`npm run build:sdk`). */
import { join } from 'node:path';
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  logLevel: 'warn',
  build: {
    lib: { entry: join(import.meta.dirname, 'usher-connect.ts'), formats: ['es'], fileName: 'usher-connect' },
    outDir: 'dist',
    target: 'es2022',
    minify: true,
    emptyOutDir: true,
  },
});
