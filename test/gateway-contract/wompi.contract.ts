import { createHash, randomUUID } from 'node:crypto';
import type { Sandbox } from '../../apps/sandbox/src/sandbox.js';
import { until } from '../support/until.js';
import { at, Caller, textAt, type Answer, type ContractCase } from './contract.js';
import { testKey, type RealStage } from './stages.js';

export interface WompiAccount {
  readonly caller: Caller;
  readonly publicKey: string;
  readonly privateKey: string;
  readonly integritySecret: string;
}

export const WOMPI_REAL: RealStage<WompiAccount> = {
  variables: ['CONTRACT_WOMPI_PUBLIC_KEY', 'CONTRACT_WOMPI_PRIVATE_KEY', 'CONTRACT_WOMPI_INTEGRITY_SECRET'],
  account: ([publicKey = '', privateKey = '', integritySecret = '']) => ({
    caller: new Caller('https://sandbox.wompi.co/v1'),
    publicKey: testKey('CONTRACT_WOMPI_PUBLIC_KEY', publicKey, /^pub_test_/),
    privateKey: testKey('CONTRACT_WOMPI_PRIVATE_KEY', privateKey, /^prv_test_/),
    integritySecret: testKey('CONTRACT_WOMPI_INTEGRITY_SECRET', integritySecret, /^test_integrity_/),
  }),
};

export function wompiSandboxAccount({ url, secrets }: Sandbox): WompiAccount {
  return { caller: new Caller(`${url}/wompi/v1`), ...secrets.wompi };
}

const AMOUNT = 5_000_000;
const NEQUI = { type: 'NEQUI', phone_number: '3991111111' };

const bearer = (key: string): Record<string, string> => ({ authorization: `Bearer ${key}` });

async function acceptanceToken({ caller, publicKey }: WompiAccount): Promise<string> {
  return textAt((await caller.get(`/merchants/${publicKey}`)).body, 'data.presigned_acceptance.acceptance_token');
}

function signature({ integritySecret }: WompiAccount, reference: string): string {
  return createHash('sha256').update(`${reference}${AMOUNT}COP${integritySecret}`).digest('hex');
}

async function requestOf(account: WompiAccount, method: object, reference = randomUUID()): Promise<object> {
  return {
    acceptance_token: await acceptanceToken(account),
    amount_in_cents: AMOUNT,
    currency: 'COP',
    customer_email: 'comprador@example.com',
    reference,
    signature: signature(account, reference),
    payment_method: method,
    customer_data: { phone_number: '573001112233', full_name: 'Comprador De Prueba' },
  };
}

function create(account: WompiAccount, request: object, key = account.privateKey): Promise<Answer> {
  return account.caller.post('/transactions', request, bearer(key));
}

/** Creates, waits for the final status and answers with the transaction. */
async function settled(account: WompiAccount, method: object): Promise<unknown> {
  const created = await create(account, await requestOf(account, method));
  expect(created).toMatchObject({ status: 201, body: { data: { status: 'PENDING', amount_in_cents: AMOUNT } } });
  const path = `/transactions/${textAt(created.body, 'data.id')}`;
  let body: unknown;
  const isFinal = async (): Promise<boolean> => {
    body = (await account.caller.get(path, bearer(account.privateKey))).body;
    return at(body, 'data.status') !== 'PENDING';
  };
  await until('a final status', isFinal, 60_000);
  return at(body, 'data');
}

async function cardMethod({ caller, publicKey }: WompiAccount, number: string): Promise<object> {
  const card = { number, cvc: '123', exp_month: '08', exp_year: '30', card_holder: 'Comprador De Prueba' };
  const answer = await caller.post('/tokens/cards', card, bearer(publicKey));
  expect(answer).toMatchObject({ status: 201, body: { status: 'CREATED', data: { last_four: number.slice(-4) } } });
  return { type: 'CARD', token: textAt(answer.body, 'data.id'), installments: 1 };
}

const invalidField = (field: string): object => ({
  status: 422,
  body: { error: { type: 'INPUT_VALIDATION_ERROR', messages: { [field]: expect.any(Array) } } },
});

const READING: readonly ContractCase<WompiAccount>[] = [
  {
    endpoint: 'GET /merchants/:public_key',
    behaviour: 'gives an acceptance token, another one each time',
    check: async (account) => {
      expect(await acceptanceToken(account)).not.toBe(await acceptanceToken(account));
    },
  },
  {
    endpoint: 'GET /merchants/info',
    behaviour: 'gives the same by the key in a header',
    check: async ({ caller, publicKey }) => {
      const answer = await caller.get('/merchants/info', { 'x-merchant-public-key': publicKey });
      expect(answer).toMatchObject({
        status: 200,
        body: { data: { presigned_acceptance: { type: 'END_USER_POLICY' } } },
      });
    },
  },
  {
    endpoint: 'GET /pse/financial_institutions',
    behaviour: 'lists the banks that approve, decline and fail',
    check: async ({ caller, publicKey }) => {
      const answer = await caller.get('/pse/financial_institutions', bearer(publicKey));
      const banks = at(answer.body, 'data') as { financial_institution_code: string }[];
      expect(banks.map((bank) => bank.financial_institution_code)).toEqual(expect.arrayContaining(['1', '2', '3']));
    },
  },
  {
    endpoint: 'GET /transactions/:id',
    behaviour: 'answers 404 for an unknown id',
    check: async ({ caller, privateKey }) => {
      const answer = await caller.get('/transactions/1-1-1', bearer(privateKey));
      expect(answer).toMatchObject({ status: 404, body: { error: { type: 'NOT_FOUND_ERROR' } } });
    },
  },
  {
    endpoint: 'GET /transactions?reference=',
    behaviour: 'finds what was made under a reference',
    check: async (account) => {
      const reference = randomUUID();
      const created = await create(account, await requestOf(account, NEQUI, reference));
      const found = await account.caller.get(`/transactions?reference=${reference}`, bearer(account.privateKey));
      expect(found.body).toMatchObject({ data: [{ id: textAt(created.body, 'data.id'), reference }] });
    },
  },
];

const CREATING: readonly ContractCase<WompiAccount>[] = [
  ...(
    [
      ['3991111111', 'APPROVED'],
      ['3992222222', 'DECLINED'],
    ] as const
  ).map(([phone, status]) => ({
    endpoint: 'POST /transactions',
    behaviour: `by Nequi ${phone} ends ${status}`,
    check: async (account: WompiAccount) => {
      expect(await settled(account, { ...NEQUI, phone_number: phone })).toMatchObject({ status, currency: 'COP' });
    },
  })),
  ...(
    [
      ['4242424242424242', 'APPROVED', null],
      ['4111111111111111', 'DECLINED', 'La transacción fue rechazada (Sandbox)'],
    ] as const
  ).map(([number, status, message]) => ({
    endpoint: 'POST /transactions',
    behaviour: `by card ${number} ends ${status}`,
    check: async (account: WompiAccount) => {
      const transaction = await settled(account, await cardMethod(account, number));
      expect(transaction).toMatchObject({ status, payment_method: { extra: { last_four: number.slice(-4) } } });
      if (message !== null) expect(at(transaction, 'status_message')).toBe(message);
    },
  })),
  ...(
    [
      ['1', 'APPROVED'],
      ['2', 'DECLINED'],
      ['3', 'ERROR'],
    ] as const
  ).map(([bank, status]) => ({
    endpoint: 'POST /transactions',
    behaviour: `by PSE at bank ${bank} ends ${status} with async_payment_url`,
    check: async (account: WompiAccount) => {
      const transaction = await settled(account, {
        type: 'PSE',
        user_type: 0,
        user_legal_id_type: 'CC',
        user_legal_id: '1999888777',
        financial_institution_code: bank,
        payment_description: 'Pedido de prueba',
      });
      expect(transaction).toMatchObject({
        status,
        payment_method: { extra: { async_payment_url: expect.stringMatching(/^https?:/) } },
      });
    },
  })),
];

const REFUSING: readonly ContractCase<WompiAccount>[] = [
  {
    endpoint: 'POST /transactions',
    behaviour: 'refuses a signature in upper case and burns the acceptance token',
    check: async (account) => {
      const reference = randomUUID();
      const request = await requestOf(account, NEQUI, reference);
      const upper = { ...request, signature: signature(account, reference).toUpperCase() };
      expect(await create(account, upper)).toMatchObject(invalidField('signature'));
      expect((await create(account, request)).status).toBe(422);
    },
  },
  {
    endpoint: 'POST /transactions',
    behaviour: 'looks at the body before the key, and leaves the acceptance token good when the key is wrong',
    check: async (account) => {
      expect((await create(account, {}, 'prv_test_unknown')).status).toBe(422);
      const request = await requestOf(account, NEQUI);
      expect(await create(account, request, 'prv_test_unknown')).toMatchObject({
        status: 401,
        body: { error: { type: 'INVALID_ACCESS_TOKEN' } },
      });
      expect((await create(account, request)).status).toBe(201);
    },
  },
  {
    endpoint: 'POST /transactions',
    behaviour: 'takes a reference once',
    check: async (account) => {
      const reference = randomUUID();
      expect((await create(account, await requestOf(account, NEQUI, reference))).status).toBe(201);
      const again = await create(account, await requestOf(account, NEQUI, reference));
      expect(again).toMatchObject(invalidField('reference'));
    },
  },
  {
    endpoint: 'POST /tokens/cards',
    behaviour: 'refuses a number that is no card',
    check: async ({ caller, publicKey }) => {
      const card = {
        number: '4242424242424241',
        cvc: '123',
        exp_month: '08',
        exp_year: '30',
        card_holder: 'Comprador',
      };
      expect((await caller.post('/tokens/cards', card, bearer(publicKey))).status).toBe(422);
    },
  },
  {
    endpoint: 'POST /transactions/:id/void',
    behaviour: 'voids a card payment and refuses any other',
    check: async (account) => {
      const paid = await settled(account, await cardMethod(account, '4242424242424242'));
      const path = `/transactions/${textAt(paid, 'id')}/void`;
      expect((await account.caller.post(path, {}, bearer(account.privateKey))).status).toBe(201);
      const nequi = await settled(account, NEQUI);
      const other = `/transactions/${textAt(nequi, 'id')}/void`;
      expect((await account.caller.post(other, {}, bearer(account.privateKey))).status).toBe(422);
    },
  },
];

export const WOMPI_CONTRACT: readonly ContractCase<WompiAccount>[] = [...READING, ...CREATING, ...REFUSING];
