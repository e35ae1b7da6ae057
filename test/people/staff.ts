import { hash } from '@node-rs/argon2';
import pg from 'pg';
import { call, type Answer, type Call } from '../api/client.js';
import type { TestApplication } from '../support/application.js';

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

export interface AuditRow {
  readonly id: string;
  readonly actor: string;
  readonly action: string;
  readonly object_kind: string | null;
  readonly object_id: string | null;
  readonly details: Record<string, unknown>;
  readonly request_id: string | null;
  readonly address: string | null;
}

interface Listed<Row> {
  readonly data: Row[];
  readonly next_cursor: string | null;
}

/** The people of a test application: they log in, and what is written down of them is read. */
export class Staff {
  readonly sql: pg.Pool;

  constructor(readonly api: TestApplication) {
    this.sql = new pg.Pool({ connectionString: api.database.url });
  }

  close(): Promise<void> {
    return this.sql.end();
  }

  /** Logs in and answers the access token. */
  async login({ email, password }: Credentials = this.api.keys.admin): Promise<string> {
    const answer = await this.call('/auth/login', { method: 'POST', bearer: null, body: { email, password } });
    expect(answer.status).toBe(200);
    return String(answer.body['access_token']);
  }

  call<Body = Record<string, unknown>>(path: string, sent: Call = {}): Promise<Answer<Body>> {
    return call<Body>(this.api, path, sent);
  }

  /** Everything that a list holds, page by page. */
  async all<Row>(path: string, query: string, bearer: string): Promise<Row[]> {
    const rows: Row[] = [];
    let cursor: string | null = null;
    do {
      const after: string = cursor === null ? '' : `&cursor=${cursor}`;
      const { status, body } = await this.call<Listed<Row>>(`${path}?${query}${after}`, { bearer });
      expect(status).toBe(200);
      rows.push(...body.data);
      cursor = body.next_cursor;
    } while (cursor !== null);
    return rows;
  }

  /** Adds a user behind the API's back; answers their id. A fast hash: the parameters are renewed at the login. */
  async add(role: string, { email, password }: Credentials): Promise<string> {
    const id = `usr_${email.replace(/\W/g, '_')}`;
    const passwordHash = await hash(password, { memoryCost: 8_192, timeCost: 1 });
    await this.sql.query(
      `INSERT INTO users (id, tenant_id, email, password_hash, role) VALUES ($1, 'default', $2, $3, $4)`,
      [id, email, passwordHash, role],
    );
    return id;
  }

  async adminId(): Promise<string> {
    const { rows } = await this.sql.query<{ id: string }>('SELECT id FROM users WHERE email = $1', [
      this.api.keys.admin.email,
    ]);
    return rows[0]?.id ?? '';
  }

  /** What was written down since `work` began. */
  async written(work: () => Promise<unknown>): Promise<AuditRow[]> {
    const { rows } = await this.sql.query<{ id: string }>('SELECT id FROM audit_log');
    await work();
    const after = await this.sql.query<AuditRow>('SELECT * FROM audit_log WHERE NOT id = ANY ($1) ORDER BY at, id', [
      rows.map(({ id }) => id),
    ]);
    return after.rows;
  }
}
