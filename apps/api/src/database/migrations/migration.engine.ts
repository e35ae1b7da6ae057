import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import type { SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { MigrationAdapterFactory } from './migration.adapter.js';

// Prisma's migration engine as WebAssembly, inside this process: the native one would have to be downloaded.

const PACKAGE = '@prisma/schema-engine-wasm/schema_engine_bg';
type Glue = typeof import('@prisma/schema-engine-wasm/schema_engine_bg') & { __wbg_set_wasm(exports: unknown): void };

/** The part of Node's WebAssembly that is used here; its types come with the browser's library only. */
declare const WebAssembly: {
  instantiate(
    bytes: Uint8Array,
    imports: Record<string, Record<string, unknown>>,
  ): Promise<{ readonly instance: { readonly exports: Readonly<Record<string, unknown>> } }>;
};

let loading: Promise<Glue> | undefined;

/** Loaded by hand: the package's own entry imports a .wasm file, which Node before 24 cannot. */
function loadEngine(): Promise<Glue> {
  loading ??= instantiate();
  return loading;
}

async function instantiate(): Promise<Glue> {
  const glue = (await import('@prisma/schema-engine-wasm/schema_engine_bg')) as Glue;
  const folder = dirname(createRequire(import.meta.url).resolve(PACKAGE));
  const imports = { './schema_engine_bg.js': withoutLingeringTimers({ ...glue }) };
  const wasm = await WebAssembly.instantiate(readFileSync(join(folder, 'schema_engine_bg.wasm')), imports);
  const { exports } = wasm.instance;
  glue.__wbg_set_wasm(exports);
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: { set_message: rememberPanic } });
  const begin = exports['__wbindgen_start'];
  if (typeof begin === 'function') (begin as () => void)();
  return glue;
}

/** The engine never clears the ten-second timer of its advisory lock, which would keep a finished command alive. */
function withoutLingeringTimers(imports: Record<string, unknown>): Record<string, unknown> {
  const name = Object.keys(imports).find((key) => key.startsWith('__wbg_setTimeout_'));
  if (!name) throw new Error('the migration engine has no timer to replace: was @prisma/schema-engine-wasm updated?');
  const timer = (callback: () => void, delayMs: number): NodeJS.Timeout => setTimeout(callback, delayMs >>> 0).unref();
  return { ...imports, [name]: timer };
}

let panic: string | undefined;

function rememberPanic(message: string): void {
  panic = message;
}

/**
 * Runs `work` with an engine connected to a database, and closes everything it opened.
 * @throws the engine's error; a panic inside it becomes an Error with the panic's message.
 */
export async function withEngine<T>(
  databaseUrl: string,
  work: (engine: SchemaEngine) => Promise<T>,
  datamodels?: [string, string][],
): Promise<T> {
  const glue = await loadEngine();
  const factory = new MigrationAdapterFactory(databaseUrl);
  try {
    const adapter = bindMigrationAwareSqlAdapterFactory(factory);
    const engine = await glue.SchemaEngine.new({ datamodels }, () => undefined, adapter);
    try {
      return await work(engine);
    } finally {
      engine.free();
    }
  } catch (error) {
    throw panicOr(error);
  } finally {
    await factory.close();
  }
}

function panicOr(error: unknown): unknown {
  const message = panic;
  panic = undefined;
  return message === undefined ? error : new Error(`the migration engine panicked: ${message}`, { cause: error });
}
