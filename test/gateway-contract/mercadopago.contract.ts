import { randomUUID } from 'node:crypto';
import type { Sandbox } from '../../apps/sandbox/src/sandbox.js';
import { until } from '../support/until.js';
import { at, Caller, textAt, type Answer, type ContractCase } from './contract.js';
import type { RealStage } from './stages.js';

export interface MercadoPagoAccount {
  readonly caller: Caller;
  readonly accessToken: string;
}

/** The token of a Colombian test seller. It looks like a live one, so the second variable has to say that it is not. */
export const MERCADOPAGO_REAL: RealStage<MercadoPagoAccount> = {
  variables: ['CONTRACT_MERCADOPAGO_ACCESS_TOKEN', 'CONTRACT_MERCADOPAGO_IS_TEST_USER'],
  account: ([accessToken = '', isTestUser]) => {
    if (isTestUser !== 'yes') throw new Error('CONTRACT_MERCADOPAGO_IS_TEST_USER must be yes');
    return { caller: new Caller('https://api.mercadopago.com'), accessToken };
  },
};

export function mercadoPagoSandboxAccount({ url, secrets }: Sandbox): MercadoPagoAccount {
  return { caller: new Caller(`${url}/mercadopago`), accessToken: secrets.mercadopago.accessToken };
}

function headersOf({ accessToken }: MercadoPagoAccount, key: string = randomUUID()): Record<string, string> {
  return { authorization: `Bearer ${accessToken}`, 'x-idempotency-key': key };
}

const PAYER = { email: 'test_user_80507629@testuser.com', identification: { type: 'CC', number: '123456789' } };

async function cardPayment(account: MercadoPagoAccount, holder: string, more: object = {}): Promise<object> {
  const token = await account.caller.post(
    '/v1/card_tokens',
    {
      card_number: '5254133674403564',
      expiration_month: 11,
      expiration_year: 2030,
      security_code: '123',
      cardholder: { name: holder, identification: { type: 'CC', number: '123456789' } },
    },
    headersOf(account),
  );
  expect(token.status).toBe(201);
  return {
    transaction_amount: 150_000,
    token: textAt(token.body, 'id'),
    installments: 1,
    payment_method_id: 'master',
    payer: PAYER,
    ...more,
  };
}

async function paid(account: MercadoPagoAccount): Promise<string> {
  const answer = await account.caller.post('/v1/payments', await cardPayment(account, 'APRO'), headersOf(account));
  expect(answer).toMatchObject({ status: 201, body: { status: 'approved', status_detail: 'accredited' } });
  return textAt(answer.body, 'id');
}

const causes = (answer: Answer): unknown => at(answer.body, 'cause.0.code');

const PSE = {
  transaction_amount: 150_000,
  payment_method_id: 'pse',
  description: 'Pedido de prueba',
  payer: { ...PAYER, entity_type: 'individual' },
  transaction_details: { financial_institution: '1007' },
  additional_info: { ip_address: '127.0.0.1' },
  callback_url: 'https://shop.example.com/return',
};

const PAYING: readonly ContractCase<MercadoPagoAccount>[] = [
  ...(
    [
      ['APRO', 'approved', 'accredited'],
      ['OTHE', 'rejected', 'cc_rejected_other_reason'],
      ['FUND', 'rejected', 'cc_rejected_insufficient_amount'],
      ['CONT', 'in_process', 'pending_contingency'],
    ] as const
  ).map(([holder, status, detail]) => ({
    endpoint: 'POST /v1/payments',
    behaviour: `by the card of ${holder} is ${status}`,
    check: async (account: MercadoPagoAccount) => {
      const body = await cardPayment(account, holder);
      const answer = await account.caller.post('/v1/payments', body, headersOf(account));
      expect(answer).toMatchObject({ status: 201, body: { status, status_detail: detail, currency_id: 'COP' } });
      const read = await account.caller.get(`/v1/payments/${textAt(answer.body, 'id')}`, headersOf(account));
      expect(read).toMatchObject({ status: 200, body: { status, transaction_amount: 150_000 } });
    },
  })),
  {
    endpoint: 'POST /v1/payments',
    behaviour: 'by PSE waits behind external_resource_url, and can be cancelled',
    check: async (account) => {
      const answer = await account.caller.post('/v1/payments', PSE, headersOf(account));
      expect(answer).toMatchObject({
        status: 201,
        body: {
          status: 'pending',
          status_detail: 'pending_waiting_transfer',
          transaction_details: { external_resource_url: expect.stringMatching(/^https?:/) },
        },
      });
      const path = `/v1/payments/${textAt(answer.body, 'id')}`;
      const cancelled = await account.caller.put(path, { status: 'cancelled' }, headersOf(account));
      expect(cancelled).toMatchObject({ status: 200, body: { status: 'cancelled' } });
    },
  },
  {
    endpoint: 'POST /v1/payments',
    behaviour: 'refuses a request without X-Idempotency-Key as 4292',
    check: async (account) => {
      const { authorization = '' } = headersOf(account);
      const answer = await account.caller.post('/v1/payments', PSE, { authorization });
      expect([answer.status, causes(answer)]).toEqual([400, 4292]);
    },
  },
  {
    endpoint: 'POST /v1/payments',
    behaviour: 'makes one payment of one key',
    check: async (account) => {
      const headers = headersOf(account);
      const first = await account.caller.post('/v1/payments', PSE, headers);
      const again = await account.caller.post('/v1/payments', PSE, headers);
      expect(textAt(again.body, 'id')).toBe(textAt(first.body, 'id'));
    },
  },
  {
    endpoint: 'POST /v1/payments',
    behaviour: 'refuses fractions of pesos',
    check: async (account) => {
      const answer = await account.caller.post(
        '/v1/payments',
        { ...PSE, transaction_amount: 1600.5 },
        headersOf(account),
      );
      expect(answer.status).toBe(400);
    },
  },
  {
    endpoint: 'GET /v1/payments/search',
    behaviour: 'finds payments by external_reference',
    check: async (account) => {
      const reference = randomUUID();
      const body = { ...PSE, external_reference: reference };
      const created = await account.caller.post('/v1/payments', body, headersOf(account));
      const search = (): Promise<Answer> =>
        account.caller.get(`/v1/payments/search?external_reference=${reference}`, headersOf(account));
      await until(
        'the search to know the payment',
        async () => at((await search()).body, 'paging.total') === 1,
        60_000,
      );
      expect((await search()).body).toMatchObject({ results: [{ id: Number(textAt(created.body, 'id')) }] });
    },
  },
  {
    endpoint: 'GET /v1/payments/:id',
    behaviour: 'answers 404 for an unknown id and 401 for a wrong token',
    check: async (account) => {
      expect(await account.caller.get('/v1/payments/1', headersOf(account))).toMatchObject({
        status: 404,
        body: { error: 'not_found', status: 404 },
      });
      const wrong = { authorization: 'Bearer APP_USR-unknown' };
      expect((await account.caller.get('/v1/payments/1', wrong)).status).toBe(401);
    },
  },
];

const REFUNDING: readonly ContractCase<MercadoPagoAccount>[] = [
  {
    endpoint: 'POST /v1/payments/:id/refunds',
    behaviour: 'gives back in parts, refuses more (2017) and refuses when nothing is left (2063)',
    check: async (account) => {
      const path = `/v1/payments/${await paid(account)}/refunds`;
      const refund = (body: object): Promise<Answer> => account.caller.post(path, body, headersOf(account));
      expect(await refund({ amount: 50_000 })).toMatchObject({ status: 201, body: { amount: 50_000 } });
      const tooMuch = await refund({ amount: 100_001 });
      expect([tooMuch.status, causes(tooMuch)]).toEqual([400, 2017]);
      expect(await refund({})).toMatchObject({ status: 201, body: { amount: 100_000 } });
      const nothingLeft = await refund({});
      expect([nothingLeft.status, causes(nothingLeft)]).toEqual([400, 2063]);
      const list = await account.caller.get(path, headersOf(account));
      expect(list.body).toHaveLength(2);
    },
  },
  {
    endpoint: 'POST /v1/payments/:id/refunds',
    behaviour: 'answers a replayed key with 200 and nothing',
    check: async (account) => {
      const path = `/v1/payments/${await paid(account)}/refunds`;
      const headers = headersOf(account);
      expect((await account.caller.post(path, { amount: 50_000 }, headers)).status).toBe(201);
      expect(await account.caller.post(path, { amount: 50_000 }, headers)).toEqual({ status: 200, body: null });
    },
  },
];

const PREFERENCES: readonly ContractCase<MercadoPagoAccount>[] = [
  {
    endpoint: 'POST /checkout/preferences',
    behaviour: 'answers with init_point and can be read again',
    check: async (account) => {
      const body = {
        items: [{ title: 'Camisa', quantity: 1, unit_price: 50_000, currency_id: 'COP' }],
        external_reference: 'cart_1',
      };
      const created = await account.caller.post('/checkout/preferences', body, headersOf(account));
      expect(created).toMatchObject({
        status: 201,
        body: { init_point: expect.stringMatching(/^https?:/), sandbox_init_point: expect.stringMatching(/^https?:/) },
      });
      const path = `/checkout/preferences/${textAt(created.body, 'id')}`;
      const read = await account.caller.get(path, headersOf(account));
      expect(read).toMatchObject({ status: 200, body: { external_reference: 'cart_1' } });
    },
  },
  {
    endpoint: 'GET /v1/payment_methods',
    behaviour: 'lists PSE with its banks, and Efecty',
    check: async (account) => {
      const { body } = await account.caller.get('/v1/payment_methods', headersOf(account));
      const methods = body as { id: string; financial_institutions?: { id: string }[] }[];
      expect(methods.map(({ id }) => id)).toEqual(expect.arrayContaining(['pse', 'efecty', 'visa', 'master']));
      const banks = methods.find(({ id }) => id === 'pse')?.financial_institutions ?? [];
      expect(banks.map(({ id }) => id)).toContain('1007');
    },
  },
];

export const MERCADOPAGO_CONTRACT: readonly ContractCase<MercadoPagoAccount>[] = [
  ...PAYING,
  ...REFUNDING,
  ...PREFERENCES,
];
