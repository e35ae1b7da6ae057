// The pages at which shoppers pay. Plain React and one style sheet: they must load in a moment on a phone. (The staff's dashboard
// is a project of its own for that reason: what it needs shall weigh on nobody who pays.)
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { defineConfig } from 'vite';

const OUTPUT = path.resolve(import.meta.dirname, '../../dist/checkout');

/** Compressed once here, not at every request: the API sends the file beside the file. */
function compressed() {
  return {
    name: 'compressed',
    apply: 'build',
    closeBundle() {
      const folder = path.join(OUTPUT, 'assets');
      for (const name of readdirSync(folder).filter((each) => /\.(js|css)$/.test(each))) {
        const content = readFileSync(path.join(folder, name));
        writeFileSync(path.join(folder, `${name}.br`), brotliCompressSync(content));
        writeFileSync(path.join(folder, `${name}.gz`), gzipSync(content, { level: 9 }));
      }
    },
  };
}

export default defineConfig({
  base: '/checkout/',
  publicDir: false,
  plugins: [compressed()],
  build: {
    outDir: OUTPUT,
    emptyOutDir: true,
    // The policy of the pages allows no data: scripts, and a handful of files needs no preloading.
    assetsInlineLimit: 0,
    modulePreload: false,
    reportCompressedSize: false,
  },
});
