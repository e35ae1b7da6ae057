import { traceOfEvent } from '../../apps/api/src/tracing/event.trace.js';
import { until } from '../support/until.js';
import type { RunbookShop } from './runbook.shop.js';

/** What is on duty's desk when the runbook is opened at a scene, and what must have come of its commands. */
export type Scene = (shop: RunbookShop) => Promise<void>;

const AMOUNT = 5_000_000;

/** By the names in the document's markers. Each runs the document's own text. */
export const SCENES: Readonly<Record<string, Scene>> = {
  siempre: async (shop) => {
    expect(await shop.run('siempre')).toBe('');
  },

  revision: async (shop) => {
    const output = await shop.run('revision');
    expect(output).toMatch(/^ok\n\[ false, \[\] \]\n/);
    expect(output).toContain('"oldest_pending_seconds"');
    expect(output).toMatch(/\n\[\]\n\[\]\n\[\]\n\[\]\n$/);
  },

  'revisar-pedido': async (shop) => {
    const cart = await shop.order('WC-900', AMOUNT);
    await shop.tell(shop.transaction({ reference: cart, amount: AMOUNT - 100 }));
    const waiting = (): Promise<{ rows: unknown[] }> =>
      shop.stage.pool.query(`SELECT 1 FROM orders WHERE status = 'requires_review'`);
    await until('it needs a look', async () => (await waiting()).rows.length === 1);
    const output = await shop.run('revisar-pedido');
    expect(output).toContain("'requires_review'");
    expect(output).toMatch(/\ncompleted\n$/);
  },

  'pago-sin-pedido': async (shop) => {
    const sent = await shop.tell(shop.transaction({ reference: 'WC-1051', amount: AMOUNT }));
    await until('it is worked', async () => (await shop.statuses([sent.acknowledgedAs ?? ''])).includes('success'));
    expect(await shop.run('pago-sin-pedido')).toBe('captured\n');
  },

  adjuntar: async (shop) => {
    const sent = await shop.tell(shop.transaction({ reference: 'a-typing-error', amount: AMOUNT }));
    await until('it is worked', async () => (await shop.statuses([sent.acknowledgedAs ?? ''])).includes('success'));
    await shop.order('WC-902', AMOUNT);
    const { rows } = await shop.stage.pool.query<{ id: string }>(`SELECT id FROM orders WHERE reference = 'WC-902'`);
    expect(await shop.run('adjuntar', { 'order_…': rows[0]?.id ?? '' })).toBe('captured\n');
  },

  'no-actualizado': async (shop) => {
    await shop.order('WC-1050', AMOUNT);
    shop.transaction({ reference: 'WC-1050', amount: AMOUNT, id: '01-123456-789' });
    const output = await shop.run('no-actualizado');
    expect(output).toMatch(/^\[\]\n/);
    expect(output).toContain('Aplicado');
    expect(output).toMatch(/'captured', 5000000, 'COP', 'order_\w+'/);
  },

  'evento-fallido': async (shop) => {
    const [event = ''] = await shop.failedEvents(1, 'single');
    const output = await shop.run('evento-fallido', { 'evt_…': event });
    expect(output).toContain('"failed"');
    expect(output).toContain('"queued":1');
    await until('it is worked', async () => (await shop.statuses([event])).includes('success'));
  },

  'iniciar-pagos': async (shop) => {
    expect(await shop.run('iniciar-pagos')).toContain('"reachable": true');
  },

  conciliar: async (shop) => {
    // What no webhook told: the run finds it.
    const cart = await shop.order('WC-901', AMOUNT);
    shop.transaction({ reference: cart, amount: AMOUNT, gateway: 'stripe' });
    const output = await shop.run('conciliar');
    expect(output).toMatch(/^completed\n/);
    expect(output).toContain('approved_there_not_here');
    expect(output).toMatch(/\nrecon_\w+\n$/);
  },

  reembolsar: async (shop) => {
    const output = await shop.run('reembolsar');
    expect(output).toMatch(/^(pending|submitted|succeeded)\n/);
    expect(output).toMatch(/'(pending|submitted|succeeded|failed)', 2000000/);
  },

  'muchos-fallidos': async (shop) => {
    const events = await shop.failedEvents(5, 'several');
    const output = await shop.run('muchos-fallidos');
    expect(output).toMatch(/'wompi', 'gateway_refused', 5, 'evt_\w+'/);
    expect(output).toMatch(/\[ 5, 5, 0 \]\n$/);
    expect(new Set(await shop.statuses(events))).toEqual(new Set(['success']));
  },

  firmas: async (shop) => {
    await fetch(`${shop.process.url}/webhooks/stripe`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'stripe-signature': `t=${Math.floor(Date.now() / 1000)},v1=${'0'.repeat(64)}`,
      },
      body: '{"id":"evt_1"}',
    });
    expect(await shop.run('firmas')).toMatch(/rejected_total\{[^}]*signature_mismatch[^}]*\} 1/);
  },

  'rotar-secretos': async (shop) => {
    const old = shop.stage.sandbox.secrets.wompi.eventsSecret;
    await shop.process.restart({ WOMPI_EVENTS_SECRET: `nuevo,${old}` });
    await shop.order('WC-1052', AMOUNT);
    shop.transaction({ reference: 'WC-1052', amount: AMOUNT, id: '01-123456-790' });
    expect(await shop.run('rotar-secretos')).toContain('Aplicado');
    // What the gateway signed with the old one meanwhile is let in, too.
    const sent = await shop.tell(shop.transaction({ reference: 'WC-1053', amount: AMOUNT }));
    expect(sent.acknowledgedAs).toMatch(/^evt_/);
    await shop.process.restart();
  },

  atascado: async (shop) => {
    expect(await shop.run('atascado')).toMatch(/No hay eventos que procesar|Ronda: /);
  },

  redis: async (shop) => {
    if (shop.redis === null) return;
    await shop.redis.kill();
    expect(await shop.run('redis')).toBe("[ 'ok', 'disconnected' ]\n");
    const sent = await shop.tell(shop.transaction({ reference: 'WC-1054', amount: AMOUNT }));
    await until('it is worked without Redis', async () => {
      return (await shop.statuses([sent.acknowledgedAs ?? ''])).includes('success');
    });
    await shop.redis.restart();
  },

  postgres: async (shop) => {
    const output = await shop.run('postgres');
    expect(output).toMatch(/^connected\n/);
    expect(output).toContain('pasarela-inbox');
  },

  conexiones: async (shop) => {
    const output = await shop.run('conexiones');
    expect(output).toContain('max_connections');
    expect(output).toContain('(0 rows)');
  },

  proxy: async (shop) => {
    expect(await shop.run('proxy')).toBe('200\n200\n');
  },

  desplegar: async (shop) => {
    const output = await shop.run('desplegar');
    expect(output).toContain('Copia hecha y comprobada');
    expect(output).toContain('pasarela_webhooks_unstored_total');
  },

  colas: async (shop) => {
    expect(await shop.run('colas')).toMatch(/'wompi-webhooks', false, \d+/);
  },

  copia: async (shop) => {
    const output = await shop.run('copia');
    expect(output).toContain('Copia hecha y comprobada');
    expect(output).toMatch(/\ncompleted\ntrue\ntrue\n/);
  },

  ensayo: async (shop) => {
    // The newest one may have been sealed with a key that nobody kept: that is a scene of its own.
    await shop.run('desplegar');
    expect(await shop.run('ensayo')).toContain('se restaura y coincide');
  },

  cifrar: async (shop) => {
    expect(await shop.run('cifrar')).toMatch(/cifrada: +(?!no)/);
  },

  restaurar: async (shop) => {
    const [made = ''] = /\S+\.snapshot\.gz|\S+\.dump/.exec(await shop.run('desplegar')) ?? [];
    await shop.withEmptyDatabase(async (url) => {
      const output = await shop.run('restaurar', { 'postgresql://…/vacia': url, 'copia.snapshot.gz': made });
      expect(output).toContain('Copia restaurada y comprobada');
    });
  },

  'despues-de-restaurar': async (shop) => {
    expect(await shop.run('despues-de-restaurar')).toContain('completed');
  },

  alertas: async (shop) => {
    expect(await shop.run('alertas')).toMatch(/^\[/);
  },

  trazas: async (shop) => {
    const { traceId } = traceOfEvent('evt_0123');
    expect(await shop.run('trazas', { 'evt_…': 'evt_0123' })).toBe(`${traceId}\n`);
  },
};
