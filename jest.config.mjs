import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const root = new URL('.', import.meta.url).pathname;
const swcrc = JSON.parse(readFileSync(join(root, '.swcrc'), 'utf8'));

// Inside jest everything runs as CommonJS: before Node 24.9 jest cannot require() an ES module, and CommonJS Nest
// libraries (@nestjs/throttler, nestjs-pino) require the ESM-only packages of Nest 12. So those packages are transformed too.
const packages = readdirSync(join(root, 'node_modules')).flatMap((name) =>
  name.startsWith('@') ? readdirSync(join(root, 'node_modules', name)).map((child) => `${name}/${child}`) : [name],
);
const esmOnly = packages.filter((name) => {
  try {
    return JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')).type === 'module';
  } catch {
    return false;
  }
});

const shared = {
  rootDir: root,
  testEnvironment: 'node',
  transform: {
    '^.+\\.(ts|js|mjs)$': ['@swc/jest', { ...swcrc, swcrc: false, sourceMaps: 'inline', module: { type: 'commonjs' } }],
  },
  transformIgnorePatterns: [`/node_modules/(?!.*/node_modules/)(?!(${esmOnly.join('|')})/)`],
  resolver: '<rootDir>/test/support/jest-resolver.cjs',
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.pasarela/'],
};

/** @type {import('jest').Config} */
export default {
  maxWorkers: 2,
  testTimeout: 30_000,
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: [
        '<rootDir>/apps/**/*.spec.ts',
        '<rootDir>/packages/**/*.spec.ts',
        '<rootDir>/test/architecture/**/*.spec.ts',
      ],
    },
    {
      ...shared,
      displayName: 'integration',
      testMatch: ['<rootDir>/test/**/*.spec.ts'],
      testPathIgnorePatterns: ['<rootDir>/test/architecture/'],
      globalSetup: '<rootDir>/test/support/global-setup.ts',
      globalTeardown: '<rootDir>/test/support/global-teardown.ts',
    },
  ],
};
