import type { AuditAction } from '../../apps/api/src/audit/audit.actions.js';
import { QueueService } from '../../apps/api/src/queue/queue.service.js';
import type { Answer } from '../api/client.js';
import { Rows } from '../api/rows.js';
import type { TestApplication } from '../support/application.js';
import { Staff } from '../people/staff.js';

/** What scenarios play on: an application, an admin who is logged in, and rows as they need them. */
export interface Stage {
  readonly api: TestApplication;
  readonly staff: Staff;
  readonly rows: Rows;
  readonly admin: string;
  /** A name that no scenario has used yet. */
  fresh(): string;
}

export interface Scenario {
  readonly action: AuditAction;
  /** Does what the route is for, as the admin, and it succeeds. */
  readonly play: (stage: Stage) => Promise<Answer>;
}

const post = ({ staff, admin }: Stage, path: string, body?: object): Promise<Answer> =>
  staff.call(path, { method: 'POST', bearer: admin, ...(body === undefined ? {} : { body }) });
const patch = ({ staff, admin }: Stage, path: string, body: object): Promise<Answer> =>
  staff.call(path, { method: 'PATCH', bearer: admin, body });

const AUTHORIZED = { provider: 'stripe', phase: 'authorized', status: 'authorized', captured_minor: 0, method: 'card' };
const CAPTURED = { provider: 'stripe', method: 'card' };

async function payment(stage: Stage, columns: Record<string, unknown>): Promise<string> {
  const id = `pay_${stage.fresh()}`;
  await stage.rows.payment(id, columns);
  return id;
}

async function order(stage: Stage, columns: Record<string, unknown>): Promise<string> {
  const id = `order_${stage.fresh()}`;
  await stage.rows.order(id, columns);
  return id;
}

const QUEUE = 'operations';

async function delayedJob(stage: Stage): Promise<string> {
  const queues = stage.api.app.get(QueueService);
  await queues.enqueue(QUEUE, { operationId: `payop_${stage.fresh()}` }, { delayMs: 3_600_000 });
  const { body } = await get(stage, `/api/queues/${QUEUE}/jobs?state=delayed`);
  return (body['data'] as { id: string }[])[0]?.id ?? '';
}

async function failedEvent(stage: Stage): Promise<string> {
  const id = `evt_${stage.fresh()}`;
  await stage.rows.event(id, { status: 'failed' });
  return id;
}

const user = (stage: Stage): Promise<string> =>
  stage.staff.add('operator', { email: `${stage.fresh()}@shop.example`, password: 'una-clave-bastante-larga' });

async function key(stage: Stage): Promise<string> {
  const { body } = await post(stage, '/api/keys', { kind: 'secret', name: stage.fresh() });
  return (body['data'] as { id: string }).id;
}

/** One for each route with which staff change something; the test fails for a route that has none here. */
export const CHANGES: Readonly<Record<string, Scenario>> = {
  'POST /api/payments/:id/capture': {
    action: 'payment.capture_requested',
    play: async (stage) => post(stage, `/api/payments/${await payment(stage, AUTHORIZED)}/capture`, {}),
  },
  'POST /api/payments/:id/refunds': {
    action: 'payment.refund_requested',
    play: async (stage) => post(stage, `/api/payments/${await payment(stage, CAPTURED)}/refunds`, { amount: 1_000 }),
  },
  'POST /api/payments/:id/void': {
    action: 'payment.void_requested',
    play: async (stage) => post(stage, `/api/payments/${await payment(stage, AUTHORIZED)}/void`),
  },
  'POST /api/webhook-events/retry': {
    action: 'events.retried',
    play: async (stage) => {
      await failedEvent(stage);
      return post(stage, '/api/webhook-events/retry', { status: 'failed' });
    },
  },
  'POST /api/webhook-events/:id/retry': {
    action: 'event.retried',
    play: async (stage) => post(stage, `/api/webhook-events/${await failedEvent(stage)}/retry`),
  },
  'POST /api/payments/:id/attach': {
    action: 'payment.attached',
    play: async (stage) => {
      const orphan = await payment(stage, { ...CAPTURED, version: 1 });
      return post(stage, `/api/payments/${orphan}/attach`, { order_id: await order(stage, {}) });
    },
  },
  'POST /api/orders/:id/resolve': {
    action: 'order.review_resolved',
    play: async (stage) => {
      const id = await order(stage, { status: 'requires_review', review_reason: 'amount_mismatch' });
      return post(stage, `/api/orders/${id}/resolve`, { resolution: 'cancel', note: 'se devuelve' });
    },
  },
  'POST /api/queues/:name/pause': {
    action: 'queue.paused',
    play: (stage) => post(stage, `/api/queues/${QUEUE}/pause`),
  },
  'POST /api/queues/:name/resume': {
    action: 'queue.resumed',
    play: (stage) => post(stage, `/api/queues/${QUEUE}/resume`),
  },
  'POST /api/queues/:name/jobs/:id/retry': {
    action: 'queue.job_retried',
    play: async (stage) => post(stage, `/api/queues/${QUEUE}/jobs/${await delayedJob(stage)}/retry`),
  },
  'POST /api/queues/:name/jobs/:id/remove': {
    action: 'queue.job_removed',
    play: async (stage) => post(stage, `/api/queues/${QUEUE}/jobs/${await delayedJob(stage)}/remove`),
  },
  'POST /api/reconciliation/runs': {
    action: 'reconciliation.started',
    play: (stage) => post(stage, '/api/reconciliation/runs', {}),
  },
  'POST /backups': { action: 'backup.requested', play: (stage) => post(stage, '/backups') },
  'POST /api/users': {
    action: 'user.created',
    play: (stage) => {
      const email = `${stage.fresh()}@shop.example`;
      return post(stage, '/api/users', { email, password: 'una-clave-bastante-larga', role: 'viewer' });
    },
  },
  'PATCH /api/users/:id': {
    action: 'user.changed',
    play: async (stage) => patch(stage, `/api/users/${await user(stage)}`, { disabled: true }),
  },
  'POST /api/users/:id/password': {
    action: 'user.password_set',
    play: async (stage) =>
      post(stage, `/api/users/${await user(stage)}/password`, { password: 'otra-clave-bastante-larga' }),
  },
  'POST /api/keys': {
    action: 'key.created',
    play: (stage) => post(stage, '/api/keys', { kind: 'publishable', name: 'tienda' }),
  },
  'POST /api/keys/:id/rotate': {
    action: 'key.rotated',
    play: async (stage) => post(stage, `/api/keys/${await key(stage)}/rotate`, {}),
  },
  'POST /api/keys/:id/revoke': {
    action: 'key.revoked',
    play: async (stage) => post(stage, `/api/keys/${await key(stage)}/revoke`),
  },
  'POST /auth/password': {
    action: 'user.password_set',
    play: (stage) => {
      const { password } = stage.api.keys.admin;
      return post(stage, '/auth/password', { current_password: password, new_password: 'la-clave-que-me-doy' });
    },
  },
};

/** A backup that is over, with a file to look at. */
async function backup(stage: Stage): Promise<string> {
  const { runBackupCommand } = await import('../../apps/api/src/backups/backup.command.js');
  const output = { print: () => undefined, complain: () => undefined };
  const environment = { DATABASE_URL: stage.api.database.url, BACKUP_DIR: stage.api.config.backups.directory };
  expect(await runBackupCommand([], environment, output)).toBe(0);
  const sql = `SELECT id FROM backups WHERE status = 'completed' ORDER BY created_at DESC LIMIT 1`;
  const [row] = await stage.rows.query<{ id: string }>(sql);
  return row?.id ?? '';
}

const get = ({ staff, admin }: Stage, path: string): Promise<Answer> => staff.call(path, { bearer: admin });

/** Looks that are written down as well. */
export const LOOKS: Readonly<Record<string, Scenario>> = {
  'GET /api/orders/:id': {
    action: 'order.personal_data_seen',
    play: async (stage) => get(stage, `/api/orders/${await order(stage, { email: 'a@b.co' })}?reveal=true`),
  },
  'GET /backups/:id/verify': {
    action: 'backup.verified',
    play: async (stage) => get(stage, `/backups/${await backup(stage)}/verify`),
  },
  'GET /backups/:id/download': {
    action: 'backup.downloaded',
    play: async (stage) => get(stage, `/backups/${await backup(stage)}/download`),
  },
  'GET /api/webhook-events/:id': {
    action: 'event.payload_seen',
    play: async (stage) => get(stage, `/api/webhook-events/${await failedEvent(stage)}`),
  },
};
