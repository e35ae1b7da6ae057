import pg from 'pg';
import { until } from './until.js';

/** A place of the program, seen from the database: the statement that is held up there. */
export interface Step {
  readonly table: string;
  /** As in `CREATE TRIGGER`: `INSERT`, `UPDATE`, `DELETE`. */
  readonly event: string;
  /** On the new row, as in `CREATE TRIGGER … WHEN`. */
  readonly when?: string;
  /** Holds up the commit instead of the statement. */
  readonly atCommit?: boolean;
}

const WAITING = `locktype = 'advisory' AND NOT granted AND mode = 'ShareLock'
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;

/**
 * Stops the program at a step from outside: a trigger of the test's own waits there for an advisory lock that the test holds.
 * The program is not told and knows nothing of it.
 */
export class StepFreezer<Name extends string> {
  private constructor(
    private readonly client: pg.Client,
    private readonly names: readonly Name[],
  ) {}

  /** Installs the triggers; as long as no step is held they wait for nothing. */
  static async install<Name extends string>(
    databaseUrl: string,
    steps: Readonly<Record<Name, Step>>,
  ): Promise<StepFreezer<Name>> {
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    await client.query(`CREATE FUNCTION freeze_step() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN PERFORM pg_advisory_xact_lock_shared(TG_ARGV[0]::bigint); RETURN COALESCE(NEW, OLD); END $$`);
    const names = Object.keys(steps) as Name[];
    for (const [index, name] of names.entries()) await client.query(triggerOf(steps[name], index + 1));
    return new StepFreezer(client, names);
  }

  /** From now on whoever comes to the step waits there. */
  async hold(name: Name): Promise<void> {
    await this.client.query('SELECT pg_advisory_lock($1)', [this.keyOf(name)]);
  }

  async release(name: Name): Promise<void> {
    await this.client.query('SELECT pg_advisory_unlock($1)', [this.keyOf(name)]);
  }

  /** Does somebody wait at a step? */
  async isFrozen(): Promise<boolean> {
    return (await this.waiting()) > 0;
  }

  /** Resolves once somebody waits at a step. */
  async untilFrozen(name: Name): Promise<void> {
    await until(`somebody waits at ${name}`, () => this.isFrozen());
  }

  /** Ends the sessions that wait at a step: what they were doing is rolled back. */
  async terminateFrozen(): Promise<void> {
    await this.client.query(`SELECT pg_terminate_backend(pid) FROM pg_locks WHERE ${WAITING}`);
  }

  /** Resolves once nobody is held up any more. */
  async untilFree(): Promise<void> {
    await until('nobody waits at any step', async () => !(await this.isFrozen()));
  }

  async close(): Promise<void> {
    await this.client.end();
  }

  private async waiting(): Promise<number> {
    const { rows } = await this.client.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM pg_locks WHERE ${WAITING}`,
    );
    return rows[0]?.count ?? 0;
  }

  private keyOf(name: Name): number {
    return this.names.indexOf(name) + 1;
  }
}

function triggerOf({ table, event, when, atCommit }: Step, key: number): string {
  const condition = when === undefined ? '' : `WHEN (${when})`;
  const action = `FOR EACH ROW ${condition} EXECUTE FUNCTION freeze_step(${key})`;
  return atCommit
    ? `CREATE CONSTRAINT TRIGGER freeze_${key} AFTER ${event} ON ${table} DEFERRABLE INITIALLY DEFERRED ${action}`
    : `CREATE TRIGGER freeze_${key} BEFORE ${event} ON ${table} ${action}`;
}
