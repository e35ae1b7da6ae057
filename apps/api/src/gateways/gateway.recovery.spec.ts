import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mercadoPagoTestConfig, stripeTestConfig, wompiTestConfig } from '../../../../test/support/gateway-configs.js';
import type { Gateway } from './gateway.js';
import type { RecoveredFact } from './gateway.recovery.js';
import { MercadoPagoGateway } from './mercadopago/mercadopago.gateway.js';
import { StripeGateway } from './stripe/stripe.gateway.js';
import { WompiGateway } from './wompi/wompi.gateway.js';

const SINCE = new Date('2026-11-20T10:00:00Z');
const UNTIL = new Date('2026-11-22T10:00:00Z');

type Page = (query: URLSearchParams) => object;

describe('what a gateway has to tell of a window', () => {
  let server: Server;
  let baseUrl: string;
  let page: Page;
  const asked: URL[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', 'http://x');
      asked.push(url);
      response.end(JSON.stringify(page(url.searchParams)));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  beforeEach(() => void (asked.length = 0));
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const factsOf = async ({ recovery }: Gateway): Promise<RecoveredFact[]> => {
    const facts: RecoveredFact[] = [];
    for await (const some of recovery.recent(SINCE, UNTIL)) facts.push(...some);
    return facts;
  };
  const namesOf = (facts: readonly RecoveredFact[]): string[] =>
    facts.map((fact) => (fact.kind === 'event' ? fact.eventKey : fact.event.transactionId));
  const query = (index: number): Record<string, string> => Object.fromEntries(asked[index]?.searchParams ?? []);

  const transaction = (id: string) => ({
    id,
    status: 'APPROVED',
    amount_in_cents: 100,
    currency: 'COP',
    reference: 'R',
  });
  const payment = (id: number) => ({ id, status: 'approved', currency_id: 'COP', transaction_amount: 1 });
  const event = (id: string) => ({
    id,
    object: 'event',
    type: 'payment_intent.succeeded',
    created: 1,
    data: { object: { id: 'pi_1', object: 'payment_intent' } },
  });
  const many = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));

  it('is read from Wompi page by page, by days, a day more on both sides', async () => {
    page = (search) => ({
      data: many(search.get('page') === '1' ? 100 : 3, (i) => transaction(`${search.get('page')}-${i}`)),
    });
    const facts = await factsOf(new WompiGateway(wompiTestConfig({ baseUrl })));
    expect(facts).toHaveLength(103);
    expect(query(1)).toEqual({ from_date: '2026-11-19', until_date: '2026-11-23', page: '2', page_size: '100' });
  });

  it('is read from MercadoPago by the time of the last change', async () => {
    page = (search) => ({ results: many(search.get('offset') === '0' ? 50 : 2, (i) => payment(1000 + i)) });
    const facts = await factsOf(new MercadoPagoGateway(mercadoPagoTestConfig({ baseUrl })));
    expect(facts).toHaveLength(52);
    expect(query(1)).toMatchObject({
      range: 'date_last_updated',
      begin_date: '2026-11-20T10:00:00.000Z',
      end_date: '2026-11-22T10:00:00.000Z',
      offset: '50',
    });
  });

  it('is from Stripe what was never delivered, however old, and then all of the window, oldest first on a page', async () => {
    page = (search) => {
      if (search.get('delivery_success') === 'false')
        return { object: 'list', data: [event('evt_old')], has_more: false };
      if (search.get('starting_after') === null)
        return { object: 'list', data: [event('evt_4'), event('evt_3')], has_more: true };
      return { object: 'list', data: [event('evt_2')], has_more: false };
    };
    const facts = await factsOf(new StripeGateway(stripeTestConfig({ baseUrl })));
    expect(namesOf(facts)).toEqual(['evt_old', 'evt_3', 'evt_4', 'evt_2']);
    const seconds = (time: Date): string => String(time.getTime() / 1000);
    expect(query(0)).toMatchObject({ delivery_success: 'false', 'created[lte]': seconds(SINCE) });
    expect(query(1)).toMatchObject({ 'created[gte]': seconds(SINCE), 'created[lte]': seconds(UNTIL) });
    expect(query(2)).toMatchObject({ starting_after: 'evt_3' });
    const [old] = facts;
    expect(old?.kind === 'event' && JSON.parse(old.rawBody.toString())).toMatchObject({
      id: 'evt_old',
      type: 'payment_intent.succeeded',
    });
  });

  it('does not hide behind one thing that cannot be understood', async () => {
    page = () => ({ data: [{ ...transaction('1'), currency: 'CLP', amount_in_cents: 1 }, transaction('2')] });
    expect(namesOf(await factsOf(new WompiGateway(wompiTestConfig({ baseUrl }))))).toEqual(['2']);
    page = () => ({ object: 'list', data: [{ id: 'evt_1', object: 'strange' }, event('evt_2')], has_more: false });
    expect(namesOf(await factsOf(new StripeGateway(stripeTestConfig({ baseUrl }))))).toContain('evt_2');
  });

  it('is read no further than a bound, which is said', async () => {
    page = () => ({ results: many(50, (i) => payment(1000 + i)) });
    await expect(factsOf(new MercadoPagoGateway(mercadoPagoTestConfig({ baseUrl })))).rejects.toMatchObject({
      code: 'window_too_large',
    });
    expect(asked).toHaveLength(200);
  });

  it('is not "nothing" when the answer is none', async () => {
    page = () => ({});
    for (const gateway of [
      new WompiGateway(wompiTestConfig({ baseUrl })),
      new MercadoPagoGateway(mercadoPagoTestConfig({ baseUrl })),
      new StripeGateway(stripeTestConfig({ baseUrl })),
    ]) {
      await expect(factsOf(gateway)).rejects.toMatchObject({ retryable: true });
    }
  });

  it('knows no payment by an id that is none of its own', async () => {
    for (const id of ['../merchants', 'no/such', '']) {
      expect(await new WompiGateway(wompiTestConfig({ baseUrl })).recovery.read(id)).toBeNull();
      expect(await new MercadoPagoGateway(mercadoPagoTestConfig({ baseUrl })).recovery.read(id)).toBeNull();
      expect(await new StripeGateway(stripeTestConfig({ baseUrl })).recovery.read(id)).toBeNull();
    }
    expect(asked).toEqual([]);
  });
});
