import 'reflect-metadata';
import { Body, Controller, Get, Logger, NotFoundException, Post } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { Type } from 'class-transformer';
import { IsInt, IsString, ValidateNested } from 'class-validator';
import { DomainError, GatewayUnavailableError } from './errors.js';
import { ProblemError, TooManyRequestsError } from './problem.errors.js';
import { ProblemFilter } from './problem.filter.js';
import { createValidationPipe } from './problem.validation.js';
import { currentRequestId, registerRequestContext, requestIdOptions } from './request-context.js';

class Item {
  @IsInt()
  quantity: number;
}

class Basket {
  @IsString()
  name: string;

  @ValidateNested({ each: true })
  @Type(() => Item)
  items: Item[];
}

@Controller('probe')
class ProbeController {
  @Get('domain')
  domain(): never {
    throw new DomainError('order_not_found', 'No order found for this cart', { status: 404 });
  }

  @Get('worded')
  worded(): never {
    throw new NotFoundException('No such backup.');
  }

  @Get('unknown')
  unknown(): never {
    throw new Error('outer', { cause: new Error('connect postgresql://user:canary@10.0.0.1/db for ana@shop.example') });
  }

  @Get('away')
  away(): never {
    throw new GatewayUnavailableError('gateway_unavailable', 'The gateway is away.', { retryAfterMs: 12_300 });
  }

  @Get('too-many')
  tooMany(): never {
    throw new TooManyRequestsError(900);
  }

  @Get('extended')
  extended(): never {
    throw new ProblemError('no_result', 'Nothing yet.', {
      status: 404,
      extensions: { has_payment_result: false, status: 1 },
    });
  }

  @Post('basket')
  basket(@Body() basket: Basket): { name: string; requestId: string | undefined } {
    return { name: basket.name, requestId: currentRequestId() };
  }
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly body: unknown;
}

describe('problem documents', () => {
  let app: NestFastifyApplication;
  let origin: string;
  let logged: jest.SpyInstance;

  beforeAll(async () => {
    logged = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const module = await Test.createTestingModule({ controllers: [ProbeController] }).compile();
    app = module.createNestApplication<NestFastifyApplication>(
      new FastifyAdapter({ ...requestIdOptions, bodyLimit: 1_000 }),
      { logger: false },
    );
    registerRequestContext(app.getHttpAdapter().getInstance());
    app.useGlobalPipes(createValidationPipe());
    app.useGlobalFilters(new ProblemFilter());
    await app.listen(0, '127.0.0.1');
    origin = await app.getUrl();
  });

  beforeEach(() => logged.mockClear());
  afterAll(() => app.close());

  async function call(path: string, init: RequestInit = {}): Promise<Answer> {
    const response = await fetch(origin + path, init);
    const text = await response.text();
    return { status: response.status, headers: Object.fromEntries(response.headers), text, body: JSON.parse(text) };
  }

  const post = (body: string, contentType = 'application/json') =>
    call('/probe/basket', { method: 'POST', body, headers: { 'content-type': contentType } });

  it('says the code, text and status of a domain error in every member that the contract names', async () => {
    const response = await call('/probe/domain');
    expect(response.status).toBe(404);
    expect(response.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(response.body).toEqual({
      type: 'urn:pasarela:problem:order_not_found',
      title: 'Not Found',
      status: 404,
      detail: 'No order found for this cart',
      code: 'order_not_found',
      message: 'No order found for this cart',
      request_id: response.headers['x-request-id'],
    });
  });

  it('hides an unknown error from the client and logs its cause chain once, without secrets', async () => {
    const response = await call('/probe/unknown');
    expect(response.status).toBe(500);
    expect(response.body).toMatchObject({ code: 'internal_error', detail: 'Something went wrong on our side.' });
    expect(logged).toHaveBeenCalledTimes(1);
    const entry = JSON.stringify(logged.mock.calls[0]);
    expect(entry).toContain('outer');
    expect(entry).toContain('connect [url with credentials]@');
    expect(response.text + entry).not.toMatch(/canary|ana@shop/);
    expect(entry).toContain(String(response.headers['x-request-id']));
  });

  it('answers an unknown route 404 without repeating it', async () => {
    const response = await call('/no/such/route?secret=canary');
    expect(response.status).toBe(404);
    expect(response.body).toMatchObject({ code: 'not_found', detail: 'There is nothing here.' });
    expect(response.headers['x-request-id']).toBeDefined();
  });

  it('keeps the words of an exception that somebody worded', async () => {
    expect((await call('/probe/worded')).body).toMatchObject({ code: 'not_found', message: 'No such backup.' });
  });

  it('says when to come back', async () => {
    expect((await call('/probe/away')).headers['retry-after']).toBe('13');
    const tooMany = await call('/probe/too-many');
    expect([tooMany.status, tooMany.headers['retry-after']]).toEqual([429, '1']);
  });

  it('carries extensions, which cannot replace the standard members', async () => {
    const response = await call('/probe/extended');
    expect(response.body).toMatchObject({ has_payment_result: false, status: 404, code: 'no_result' });
  });

  it('names every invalid and every undeclared field', async () => {
    const response = await post(JSON.stringify({ items: [{ quantity: 'canary' }], role: 'admin' }));
    expect(response.status).toBe(400);
    expect(response.body).toMatchObject({
      code: 'validation_failed',
      errors: expect.arrayContaining(
        ['items.0.quantity', 'name', 'role'].map((field) => ({ field, message: expect.any(String) })),
      ),
    });
    expect(response.text).not.toContain('canary');
  });

  it.each<[string, number, string, string, string]>([
    ['broken JSON', 400, 'malformed_json', '{"name":"canary', 'application/json'],
    ['no JSON at all', 400, 'malformed_json', 'canary', 'application/json'],
    ['an empty body', 400, 'malformed_json', '', 'application/json'],
    ['a poisoned prototype', 400, 'malformed_json', '{"name":"canary","__proto__":{"admin":true}}', 'application/json'],
    ['a large body', 413, 'payload_too_large', JSON.stringify({ name: 'canary'.repeat(500) }), 'application/json'],
    ['another type', 415, 'unsupported_media_type', 'canary', 'text/xml'],
  ])('answers %s with %i %s', async (_, status, code, payload, contentType) => {
    const response = await post(payload, contentType);
    expect(response.body).toMatchObject({ status, code });
    expect(response.status).toBe(status);
    expect(response.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(response.text).not.toContain('canary');
    expect(logged).not.toHaveBeenCalled();
  });

  it('runs handlers in the context of the request, also behind a body', async () => {
    const response = await post(JSON.stringify({ name: 'n', items: [] }));
    expect(response.body).toEqual({ name: 'n', requestId: response.headers['x-request-id'] });
  });

  it('knows the id of a request again after a time in which there was none', async () => {
    for (const name of ['first', 'second']) {
      const response = await post(JSON.stringify({ name }));
      expect(response.body).toEqual({ name, requestId: response.headers['x-request-id'] });
      expect(currentRequestId()).toBeUndefined();
    }
  });

  it.each<[string, boolean]>([
    ['order-1.A_b', true],
    ['a'.repeat(128), true],
    ['a'.repeat(129), false],
    ['two words', false],
    ['semi;colon', false],
  ])('keeps the caller’s x-request-id %j: %s', async (id, kept) => {
    const response = await call('/probe/domain', { headers: { 'x-request-id': id } });
    expect(response.headers['x-request-id'] === id).toBe(kept);
    expect(response.headers['x-request-id']).toMatch(/^[A-Za-z0-9._-]{1,128}$/);
  });
});
