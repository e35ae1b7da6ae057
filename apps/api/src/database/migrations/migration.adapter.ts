import { PrismaPg } from '@prisma/adapter-pg';
import {
  ColumnTypeEnum,
  DriverAdapterError,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
  type SqlQuery,
  type SqlResultSet,
  type Transaction,
} from '@prisma/driver-adapter-utils';
import { randomUUID } from 'node:crypto';
import pg from 'pg';

// Prisma's schema engine over Prisma's own adapter for `pg`, with what version 7.10 of that pair gets wrong put right. Every
// case is covered by test/launcher/migrations.spec.ts.

const CHAR_OID = 18;
const TEXT_OID = 25;
const CHAR_MARK = '\u0000char';

interface RowDescription {
  readonly fields: { name: string; dataTypeID: number }[];
}

/**
 * The engine reads the catalog's columns of type "char", which the adapter refuses. They are passed through it as text under a
 * marked name; the adapter around it (queryRaw below) takes the mark off and gives the type back.
 */
function markCharColumns({ fields }: RowDescription): void {
  for (const field of fields) {
    if (field.dataTypeID !== CHAR_OID) continue;
    field.dataTypeID = TEXT_OID;
    field.name += CHAR_MARK;
  }
}

function restoreCharColumns(result: SqlResultSet): SqlResultSet {
  result.columnNames.forEach((name, index) => {
    if (!name.endsWith(CHAR_MARK)) return;
    result.columnNames[index] = name.slice(0, -CHAR_MARK.length);
    result.columnTypes[index] = ColumnTypeEnum.Character;
  });
  return result;
}

/** One connection pool of the engine, for the database or for its shadow. */
class MigrationAdapter implements SqlDriverAdapter {
  readonly provider = 'postgres';
  readonly adapterName: string;

  private constructor(
    private readonly pool: pg.Pool,
    private readonly inner: SqlDriverAdapter,
    private readonly afterDispose: () => Promise<void>,
  ) {
    this.adapterName = inner.adapterName;
  }

  static async open(
    databaseUrl: string,
    afterDispose = (): Promise<void> => Promise.resolve(),
  ): Promise<MigrationAdapter> {
    const pool = new pg.Pool({ connectionString: databaseUrl, max: 2, application_name: 'pasarela-migrations' });
    pool.on('error', () => undefined); // an idle connection that drops shows in the next query
    pool.on('connect', (client) => client.connection.prependListener('rowDescription', markCharColumns));
    return new MigrationAdapter(pool, await new PrismaPg(pool).connect(), afterDispose);
  }

  async queryRaw(query: SqlQuery): Promise<SqlResultSet> {
    return restoreCharColumns(await this.inner.queryRaw(query));
  }

  executeRaw(query: SqlQuery): Promise<number> {
    return this.inner.executeRaw(query);
  }

  /**
   * The adapter's own splits a script at every semicolon, also inside function bodies. Sent whole it is one simple query, which
   * PostgreSQL runs as one transaction: a migration that fails leaves nothing behind.
   */
  async executeScript(script: string): Promise<void> {
    try {
      await this.pool.query(script);
    } catch (error) {
      throw scriptError(error);
    }
  }

  startTransaction(): Promise<Transaction> {
    return this.inner.startTransaction();
  }

  getConnectionInfo(): { schemaName?: string; supportsRelationJoins: boolean } {
    return this.inner.getConnectionInfo?.() ?? { supportsRelationJoins: true };
  }

  async dispose(): Promise<void> {
    if (this.pool.ending) return;
    await this.inner.dispose();
    await this.pool.end();
    await this.afterDispose();
  }
}

function scriptError(error: unknown): unknown {
  if (!(error instanceof pg.DatabaseError)) return error;
  const { code = '', severity = 'ERROR', message, detail, column, hint } = error;
  return new DriverAdapterError({ kind: 'postgres', code, severity, message, detail, column, hint });
}

/** What the engine connects through. Close it afterwards: the engine does not close what it opened. */
export class MigrationAdapterFactory implements SqlMigrationAwareDriverAdapterFactory {
  readonly provider = 'postgres';
  readonly adapterName = 'pasarela-migrations';
  private readonly open: MigrationAdapter[] = [];

  constructor(private readonly databaseUrl: string) {}

  async connect(): Promise<SqlDriverAdapter> {
    return this.remember(await MigrationAdapter.open(this.databaseUrl));
  }

  /** An empty database beside the real one, where the migrations are replayed to compare; dropped with its adapter. */
  async connectToShadowDb(): Promise<SqlDriverAdapter> {
    const name = `pasarela_shadow_${randomUUID().replaceAll('-', '')}`;
    const shadow = new URL(this.databaseUrl);
    shadow.pathname = `/${name}`;
    await this.administer(`CREATE DATABASE ${name} TEMPLATE template0`);
    const drop = (): Promise<void> => this.administer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    return this.remember(await MigrationAdapter.open(shadow.toString(), drop));
  }

  async close(): Promise<void> {
    for (const adapter of this.open.splice(0)) await adapter.dispose();
  }

  private remember(adapter: MigrationAdapter): MigrationAdapter {
    this.open.push(adapter);
    return adapter;
  }

  private async administer(statement: string): Promise<void> {
    const client = new pg.Client({ connectionString: this.databaseUrl });
    await client.connect();
    try {
      await client.query(statement);
    } finally {
      await client.end();
    }
  }
}
