import { createHash } from 'node:crypto';
import { startSandbox, type Sandbox } from '../sandbox.js';
import type { JsonObject } from '../gateway/json.types.js';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ timeFactor: 1000 });
});

beforeEach(() => sandbox.control.reset());

afterAll(() => sandbox.close());

interface Answer {
  readonly status: number;
  readonly body: { readonly data: JsonObject & { id: string }; readonly error?: JsonObject };
}

async function call(method: 'GET' | 'POST', path: string, body?: object, key?: string): Promise<Answer> {
  const bearer = key ?? sandbox.secrets.wompi.privateKey;
  const answer = await fetch(`${sandbox.url}/wompi/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return { status: answer.status, body: (await answer.json()) as Answer['body'] };
}

async function acceptance(): Promise<string> {
  const { body } = await call('GET', `/merchants/${sandbox.secrets.wompi.publicKey}`);
  return (body.data['presigned_acceptance'] as { acceptance_token: string }).acceptance_token;
}

function signature(reference: string, amount: number, expiration = ''): string {
  const text = `${reference}${amount}COP${expiration}${sandbox.secrets.wompi.integritySecret}`;
  return createHash('sha256').update(text).digest('hex');
}

async function requestOf(method: object, more: object = {}, reference = 'cart_1'): Promise<JsonObject> {
  return {
    acceptance_token: await acceptance(),
    amount_in_cents: 5_000_000,
    currency: 'COP',
    customer_email: 'comprador@example.com',
    reference,
    signature: signature(reference, 5_000_000),
    payment_method: method as JsonObject,
    customer_data: { phone_number: '573001112233', full_name: 'Comprador De Prueba' },
    ...more,
  };
}

async function pay(method: object, reference?: string): Promise<Answer['body']['data']> {
  const created = await call('POST', '/transactions', await requestOf(method, {}, reference));
  expect(created).toMatchObject({ status: 201, body: { data: { status: 'PENDING' } } });
  await sandbox.control.waitUntilIdle();
  return (await call('GET', `/transactions/${created.body.data.id}`)).body.data;
}

const NEQUI = { type: 'NEQUI', phone_number: '3991111111' };
const PSE = {
  type: 'PSE',
  user_type: 0,
  user_legal_id_type: 'CC',
  user_legal_id: '123456789',
  financial_institution_code: '1',
  payment_description: 'Pedido 1',
};

async function cardToken(number: string): Promise<Answer> {
  const card = { number, cvc: '123', exp_month: '08', exp_year: '30', card_holder: 'Comprador De Prueba' };
  return call('POST', '/tokens/cards', card, sandbox.secrets.wompi.publicKey);
}

describe('a transaction that Wompi’s API is asked for', () => {
  it.each([
    ['3991111111', 'APPROVED'],
    ['3992222222', 'DECLINED'],
    ['3001112233', 'ERROR'],
  ])('by Nequi %s is pending and then %s, and told once', async (phone, status) => {
    const transaction = await pay({ ...NEQUI, phone_number: phone });
    expect(transaction).toMatchObject({ status, reference: 'cart_1', payment_method_type: 'NEQUI' });
    const deliveries = sandbox.control.listDeliveries({ gateway: 'wompi' });
    expect(deliveries.map(({ event_type: type }) => type)).toEqual(['transaction.updated']);
  });

  it.each([
    ['1', 'APPROVED', null],
    ['2', 'DECLINED', 'Transacción RECHAZADA en Sandbox'],
    ['3', 'ERROR', 'Transacción con ERROR en Sandbox'],
  ])('by PSE at bank %s is %s, with the bank’s page', async (bank, status, message) => {
    const transaction = await pay({ ...PSE, financial_institution_code: bank });
    expect(transaction).toMatchObject({
      status,
      status_message: message,
      payment_method: { extra: { async_payment_url: `${sandbox.url}/wompi/pay/${transaction.id}` } },
    });
  });

  it('by PSE at the bank with a page waits for the payer', async () => {
    const transaction = await pay({ ...PSE, financial_institution_code: '4' });
    expect(transaction).toMatchObject({
      status: 'PENDING',
      payment_method: { extra: { async_payment_url: expect.any(String) } },
    });
  });

  it.each([
    ['4242424242424242', 'APPROVED', null],
    ['4111111111111111', 'DECLINED', 'La transacción fue rechazada (Sandbox)'],
    ['5555555555554444', 'ERROR', 'Transacción con ERROR en Sandbox'],
  ])('by card %s is %s', async (number, status, message) => {
    const { body } = await cardToken(number);
    const transaction = await pay({ type: 'CARD', token: body.data.id, installments: 1 });
    expect(transaction).toMatchObject({
      status,
      status_message: message,
      payment_method: { extra: { last_four: number.slice(-4) } },
    });
    expect(JSON.stringify(transaction)).not.toContain(number);
  });

  it('by Bancolombia shows what the payer needs and waits', async () => {
    const transfer = await pay(
      { type: 'BANCOLOMBIA_TRANSFER', payment_description: 'Pedido', user_type: 'PERSON' },
      'a',
    );
    expect(transfer).toMatchObject({
      status: 'PENDING',
      payment_method: { extra: { async_payment_url: expect.any(String) } },
    });
    const collect = await pay({ type: 'BANCOLOMBIA_COLLECT' }, 'b');
    expect(collect).toMatchObject({
      payment_method: {
        extra: { business_agreement_code: expect.any(String), payment_intention_identifier: expect.any(String) },
      },
    });
    const code = await pay({ type: 'BANCOLOMBIA_QR', payment_description: 'Pedido', sandbox_status: 'DECLINED' }, 'c');
    expect(code).toMatchObject({ status: 'DECLINED', payment_method: { extra: { qr_id: expect.any(String) } } });
    const { qr_image: image } = (code['payment_method'] as { extra: { qr_image: string } }).extra;
    expect(Buffer.from(image, 'base64').toString()).toMatch(/^<svg/);
  });

  it('by Daviplata is decided by the code, with a token that changes each time', async () => {
    const transaction = await pay({
      type: 'DAVIPLATA',
      user_legal_id: '123456789',
      user_legal_id_type: 'CC',
      payment_description: 'Pedido',
    });
    const { extra } = transaction['payment_method'] as { extra: { url_services: Record<string, string> } };
    const { token, code_otp_send: send, code_otp_validate: validate } = extra.url_services;
    const post = async (url: string, bearer: string, body: object): Promise<{ status: number; next: string }> => {
      const headers = { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' };
      const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
      const { data } = (await answer.json()) as { data?: { authorization: { access_token: string } } };
      return { status: answer.status, next: data?.authorization.access_token ?? '' };
    };
    const sent = await post(String(send), String(token), {});
    expect(sent.status).toBe(200);
    expect((await post(String(send), String(token), {})).status).toBe(401);
    expect((await post(String(validate), sent.next, { otp: '574829' })).status).toBe(200);
    const decided = await call('GET', `/transactions/${transaction.id}`);
    expect(decided.body.data).toMatchObject({ status: 'APPROVED' });
  });

  it('stays pending while its decision is held, and goes on afterwards', async () => {
    sandbox.control.setSettlement({ gateway: 'wompi', hold: true });
    const held = await pay(NEQUI);
    expect(held['status']).toBe('PENDING');
    sandbox.control.setSettlement({ gateway: 'wompi', hold: false });
    await sandbox.control.waitUntilIdle();
    expect((await call('GET', `/transactions/${held.id}`)).body.data['status']).toBe('APPROVED');
  });
});

describe('what Wompi’s API refuses', () => {
  it('names every field that is wrong, before it looks at the key', async () => {
    const answer = await call('POST', '/transactions', { currency: 'USD', payment_method: { type: 'CASH' } }, 'other');
    expect(answer).toMatchObject({ status: 422, body: { error: { type: 'INPUT_VALIDATION_ERROR' } } });
    const messages = answer.body.error?.['messages'] as JsonObject;
    const fields = [
      'acceptance_token',
      'amount_in_cents',
      'currency',
      'customer_email',
      'payment_method.type',
      'reference',
      'signature',
    ];
    expect(Object.keys(messages).sort()).toEqual(fields);
    const wrongKey = await call('POST', '/transactions', await requestOf(NEQUI), 'prv_test_other');
    expect(wrongKey).toMatchObject({ status: 401, body: { error: { type: 'INVALID_ACCESS_TOKEN' } } });
  });

  it('takes a signature in lower case only, and an acceptance token once, also for a bad signature', async () => {
    const request = await requestOf(NEQUI);
    const upper = { ...request, signature: signature('cart_1', 5_000_000).toUpperCase() };
    expect((await call('POST', '/transactions', upper)).body.error).toMatchObject({
      messages: { signature: ['La firma es inválida'] },
    });
    expect((await call('POST', '/transactions', request)).body.error).toMatchObject({
      messages: { acceptance_token: [expect.any(String)] },
    });
  });

  it('leaves the acceptance token good when the key was wrong', async () => {
    const request = await requestOf(NEQUI);
    expect((await call('POST', '/transactions', request, 'prv_test_other')).status).toBe(401);
    expect((await call('POST', '/transactions', request)).status).toBe(201);
  });

  it('takes a reference once', async () => {
    await call('POST', '/transactions', await requestOf(NEQUI));
    expect((await call('POST', '/transactions', await requestOf(NEQUI))).body.error).toMatchObject({
      messages: { reference: ['La referencia ya ha sido usada'] },
    });
  });

  it('signs the expiry along and refuses one that is over', async () => {
    const expiring = async (expiration: string, reference: string) => {
      const signed = { expiration_time: expiration, signature: signature(reference, 5_000_000, expiration) };
      return call('POST', '/transactions', await requestOf(NEQUI, signed, reference));
    };
    expect((await expiring('2099-01-01T00:00:00.000Z', 'a')).status).toBe(201);
    expect((await expiring('2020-01-01T00:00:00.000Z', 'b')).body.error).toMatchObject({
      messages: { expiration_time: [expect.any(String)] },
    });
  });

  it('makes no token of a number that is no card', async () => {
    expect((await cardToken('4242424242424241')).body.error).toMatchObject({
      messages: { number: [expect.any(String)] },
    });
  });
});

describe('money that Wompi gives back', () => {
  async function paidByCard(reference = 'cart_1'): Promise<string> {
    const { body } = await cardToken('4242424242424242');
    return (await pay({ type: 'CARD', token: body.data.id, installments: 1 }, reference)).id;
  }

  it('is voided for a card, once', async () => {
    const id = await paidByCard();
    const voided = await call('POST', `/transactions/${id}/void`, {});
    expect(voided).toMatchObject({
      status: 201,
      body: { data: { status: 'APPROVED', transaction: { status: 'VOIDED' } } },
    });
    expect((await call('POST', `/transactions/${id}/void`, {})).status).toBe(422);
    const nequi = await pay(NEQUI, 'cart_2');
    expect((await call('POST', `/transactions/${nequi.id}/void`, {})).status).toBe(422);
    expect((await call('POST', '/transactions/unknown/void', {})).status).toBe(404);
  });

  it('is refunded in parts, never more than was paid', async () => {
    const id = await paidByCard();
    const refund = (amount: number) => call('POST', '/refunds', { transaction_id: id, amount_in_cents: amount });
    expect(await refund(2_000_000)).toMatchObject({
      status: 201,
      body: { data: { status: 'APPROVED', transaction_id: id } },
    });
    expect((await refund(3_000_001)).status).toBe(422);
    expect((await refund(3_000_000)).status).toBe(201);
    expect((await refund(1)).status).toBe(422);
  });

  it('lists the banks of PSE', async () => {
    const { body } = await call('GET', '/pse/financial_institutions');
    expect(body.data).toContainEqual({
      financial_institution_code: '1',
      financial_institution_name: 'Banco que aprueba',
    });
  });
});
