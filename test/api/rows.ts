import pg from 'pg';

/** Rows as the money path would have left them, made directly: lists only read. */
export class Rows {
  private constructor(private readonly client: pg.Client) {}

  static async open(databaseUrl: string): Promise<Rows> {
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    return new Rows(client);
  }

  close(): Promise<void> {
    return this.client.end();
  }

  async query<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.client.query<Row>(text, values)).rows;
  }

  async event(id: string, columns: Record<string, unknown> = {}): Promise<void> {
    await this.insert('webhook_events', {
      id,
      tenant_id: 'default',
      provider: 'wompi',
      event_key: `key ${id}`,
      webhook_id: `wh ${id}`,
      type: 'transaction.updated',
      delivery: '{"headers":{},"query":{}}',
      raw_payload: Buffer.from('{}'),
      ...columns,
    });
  }

  async attempt(eventId: string, columns: Record<string, unknown>): Promise<void> {
    const row = {
      tenant_id: 'default',
      event_id: eventId,
      attempt: 1,
      result: 'retry',
      started_at: new Date(),
      ...columns,
    };
    await this.insert('webhook_event_attempts', row);
  }

  async order(id: string, columns: Record<string, unknown> = {}): Promise<void> {
    const money = { currency: 'COP', amount_minor: 5_000_000 };
    await this.insert('orders', { id, tenant_id: 'default', cart_id: `cart_of_${id}`, ...money, ...columns });
  }

  async payment(id: string, columns: Record<string, unknown> = {}): Promise<void> {
    await this.insert('payments', {
      id,
      tenant_id: 'default',
      provider: 'wompi',
      transaction_id: `tx ${id}`,
      phase: 'captured',
      status: 'captured',
      currency: 'COP',
      amount_minor: 5_000_000,
      captured_minor: 5_000_000,
      occurred_at: new Date(),
      ...columns,
    });
  }

  async insert(table: string, row: Record<string, unknown>): Promise<void> {
    const names = Object.keys(row);
    const places = names.map((_, at) => `$${at + 1}`);
    await this.client.query(
      `INSERT INTO ${table} (${names.join(', ')}) VALUES (${places.join(', ')})`,
      Object.values(row),
    );
  }
}

export interface ListBody {
  readonly data: readonly (Record<string, unknown> & { readonly id: string })[];
  readonly next_cursor: string | null;
}

export const idsOf = ({ data }: ListBody): string[] => data.map(({ id }) => id);
