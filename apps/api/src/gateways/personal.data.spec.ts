import { maskPayload, type PersonalKeys } from './personal.data.js';

const KEYS: PersonalKeys = {
  name: 'name',
  phone: 'digits',
  email: 'email',
  payer: 'hidden',
  'payer.type': 'shown',
  'card.name': 'shown',
};

const mask = (payload: unknown): unknown => JSON.parse(maskPayload(Buffer.from(JSON.stringify(payload)), KEYS));

it('masks what is named, wherever it stands, in the manner of its kind', () => {
  expect(mask({ a: [{ name: 'María' }], b: { phone: '+573001112233', email: 'maria@ejemplo.co' } })).toEqual({
    a: [{ name: 'M***' }],
    b: { phone: '***2233', email: 'm***@ejemplo.co' },
  });
});

it('hides everything below what is named, numbers too, but for what is shown by name', () => {
  expect(mask({ payer: { type: 'guest', id: 123, tags: ['a', { deep: 'b' }], born: null, adult: true } })).toEqual({
    payer: { type: 'guest', id: '***', tags: ['***', { deep: '***' }], born: null, adult: true },
  });
});

it('tells a key by the one above it, lists aside', () => {
  expect(mask({ card: { name: 'VISA-4242' }, holders: [{ name: 'José' }] })).toEqual({
    card: { name: 'VISA-4242' },
    holders: [{ name: 'J***' }],
  });
});

it('masks in every other text what it masked once, and addresses that no key announced', () => {
  expect(mask({ name: 'María Pérez', note: 'entregar a María Pérez, otra@ejemplo.co', code: 'María' })).toEqual({
    name: 'M***',
    note: 'entregar a M***, o***@ejemplo.co',
    code: 'María',
  });
});

it('keeps numbers as they were written', () => {
  expect(maskPayload(Buffer.from('{"id":12345678901234567890,"amount":255000.0}'), KEYS)).toBe(
    '{"id":12345678901234567890,"amount":255000.0}',
  );
});

it.each([
  ['no JSON', Buffer.from('maria@ejemplo.co')],
  ['no UTF-8', Buffer.from([0x22, 0xff, 0x22])],
  ['a key twice', Buffer.from('{"a":1,"a":2}')],
  ['nothing', Buffer.alloc(0)],
])('hides %s whole', (_what, bytes) => expect(maskPayload(bytes, KEYS)).toBe('***'));
