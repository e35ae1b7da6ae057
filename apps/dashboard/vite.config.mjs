// The staff's dashboard. A project of its own, so that what it is made of weighs on nobody who pays.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { defineConfig } from 'vite';

const OUTPUT = path.resolve(import.meta.dirname, '../../dist/dashboard');

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
  base: '/dashboard/',
  publicDir: false,
  plugins: [compressed()],
  // The API puts each answer's own nonce here (apps/api/src/pages/dashboard.door.ts).
  html: { cspNonce: '{{nonce}}' },
  build: {
    outDir: OUTPUT,
    emptyOutDir: true,
    // The policy allows no data: scripts.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    // Since these there is light-dark(), which is decided by the colour scheme that is chosen here, not by the system's.
    cssTarget: ['chrome123', 'edge123', 'firefox120', 'safari17.5'],
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // "use client" is for servers that render React; there is none here.
      onwarn(warning, warn) {
        if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') warn(warning);
      },
    },
    // The charts are one piece, fetched by who looks at one.
    chunkSizeWarningLimit: 600,
  },
});
