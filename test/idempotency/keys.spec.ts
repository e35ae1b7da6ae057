import { DomainError, PermanentError, TransientError } from '../../apps/api/src/common/errors.js';
import { DatabaseService } from '../../apps/api/src/database/database.service.js';
import { IdempotencyRepository, type KeyedRequest } from '../../apps/api/src/idempotency/idempotency.repository.js';
import { IdempotencyService, refusalIn } from '../../apps/api/src/idempotency/idempotency.service.js';
import { startApplication, type TestApplication } from '../support/application.js';
import { until } from '../support/until.js';

let api: TestApplication;
let database: DatabaseService;
let keys: IdempotencyRepository;
let service: IdempotencyService;
let counter = 0;

beforeAll(async () => {
  api = await startApplication({ env: { ROLE: 'api' } });
  database = api.app.get(DatabaseService);
  keys = new IdempotencyRepository(database);
  service = new IdempotencyService(keys, api.config);
});
afterAll(() => api?.close());

const request = (change: Partial<KeyedRequest> = {}): KeyedRequest => ({
  tenantId: 'default',
  scope: 'api',
  key: `key-${++counter}`,
  fingerprint: 'f'.repeat(64),
  ...change,
});
const answer = (id: number) => () => Promise.resolve({ status: 201, body: { id } });
const age = (key: string, change: string) =>
  database.pool.query(`UPDATE idempotency_keys SET ${change} WHERE key = $1`, [key]);

it('does the work of a key once and answers the same again', async () => {
  const asked = request();
  expect(await service.once(asked, answer(1))).toEqual({ status: 201, body: { id: 1 }, replayed: false });
  expect(await service.once(asked, answer(2))).toEqual({ status: 201, body: { id: 1 }, replayed: true });
});

it('refuses a key that was used for another request', async () => {
  const asked = request();
  await service.once(asked, answer(1));
  const other = service.once({ ...asked, fingerprint: '0'.repeat(64) }, answer(2));
  await expect(other).rejects.toMatchObject({ code: 'idempotency_key_reused', status: 422 });
});

it('lets one of many requests at once do the work; the others are told to come back', async () => {
  const asked = request();
  let done = 0;
  let finish = (): void => undefined;
  const work = async () => {
    done++;
    await new Promise<void>((resolve) => (finish = resolve));
    return { status: 201, body: { done } };
  };
  const refused: unknown[] = [];
  const all = Array.from({ length: 8 }, () =>
    service.once(asked, work).catch((error: unknown) => void refused.push(error)),
  );
  await until('all others were refused', () => refused.length === 7);
  finish();
  await Promise.all(all);
  expect(done).toBe(1);
  for (const error of refused) expect(error).toMatchObject({ code: 'idempotency_in_flight', status: 409 });
});

it.each<[string, () => Error]>([
  ['a gateway that is away', () => new TransientError('gateway_down', 'x')],
  ['an invalid field', () => new DomainError('validation_failed', 'x', { status: 400 })],
  ['a conflict that may pass', () => new DomainError('cart_changed', 'x', { status: 409 })],
  ['an error nobody expected', () => new Error('x')],
])('frees the key after %s', async (_what, make) => {
  const asked = request();
  await expect(service.once(asked, () => Promise.reject(make()))).rejects.toThrow('x');
  expect(await service.once(asked, answer(1))).toMatchObject({ replayed: false });
});

it('keeps a refusal for good and says it again', async () => {
  const asked = request();
  const refuse = () => Promise.reject(new PermanentError('payment_refused', 'no', { status: 422 }));
  await expect(service.once(asked, refuse)).rejects.toMatchObject({ code: 'payment_refused' });
  const again = await service.once(asked, answer(1));
  expect(again).toMatchObject({ status: 422, replayed: true });
  expect(refusalIn(again)).toMatchObject({ code: 'payment_refused', message: 'no', status: 422 });
});

it('gives a key whose process died to the next request, but only to the same one', async () => {
  const asked = request();
  expect(await keys.claim(asked, 'the-dead', 60_000)).toBe(true);
  await expect(service.once(asked, answer(1))).rejects.toMatchObject({ code: 'idempotency_in_flight' });
  await age(asked.key, `locked_until = now() - interval '1 second'`);
  const other = service.once({ ...asked, fingerprint: '0'.repeat(64) }, answer(2));
  await expect(other).rejects.toMatchObject({ code: 'idempotency_key_reused' });
  expect(await service.once(asked, answer(3))).toMatchObject({ body: { id: 3 }, replayed: false });
  // Whoever was thought dead and comes back changes nothing.
  await keys.complete(asked, 'the-dead', 201, { id: 1 });
  await keys.release(asked, 'the-dead');
  expect(await service.once(asked, answer(4))).toMatchObject({ body: { id: 3 }, replayed: true });
});

it('forgets a key after its day', async () => {
  const asked = request();
  await service.once(asked, answer(1));
  await age(asked.key, `expires_at = now() - interval '1 second'`);
  expect(await service.once({ ...asked, fingerprint: '0'.repeat(64) }, answer(2))).toMatchObject({ body: { id: 2 } });
  await age(asked.key, `expires_at = now() - interval '1 second'`);
  expect(await keys.removeExpired(100)).toBe(1);
  expect(await keys.removeExpired(100)).toBe(0);
});

it('keeps scopes and tenants apart', async () => {
  const asked = request();
  const others = [asked, { ...asked, scope: '/store/carts/c/payments' }, { ...asked, tenantId: 'other' }];
  for (const [index, one] of others.entries()) {
    expect(await service.once(one, answer(index))).toMatchObject({ body: { id: index }, replayed: false });
  }
});
