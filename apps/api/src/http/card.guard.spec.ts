import { createId } from '../common/ids.js';
import { holdsCardNumber } from './card.guard.js';

describe('the guard against card data', () => {
  it.each<[string, unknown]>([
    ['Visa', '4242424242424242'],
    ['with spaces', '4242 4242 4242 4242'],
    ['with dashes', '4111-1111-1111-1111'],
    ['Mastercard', { customer: { legal_id: '5254133674403564' } }],
    ['Mastercard of the new range', '2223003122003222'],
    ['American Express', ['374378187755283']],
    ['Diners', '30569309025904'],
    ['Discover', '6011111111111117'],
    ['as a number', { metadata: { n: 4242424242424242 } }],
    ['of 13 digits', '4222222222222'],
    ['of 19 digits', '6304000000000000000'],
    ['in a sentence', { note: 'mi tarjeta es 4242 4242 4242 4242, vence 12/30' }],
    ['with its expiry behind', '4242 4242 4242 4242 12/30'],
    ['with its expiry and code behind', { note: '5254 1336 7440 3564 12 30 123' }],
    ['with its code behind', '3743-781877-55283 1234'],
    ['with a number before', 'cuota 3 4242 4242 4242 4242'],
    ['with hard spaces', '4242\u00a04242\u00a04242\u202f4242'],
    ['with dots', '4242.4242.4242.4242'],
    ['as a name', { '4242424242424242': true }],
    ['deep inside', { a: [{ b: { c: ['x', '4000002760003184'] } }] }],
  ])('sees a card number: %s', (_what, body) => {
    expect(holdsCardNumber(body)).toBe(true);
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['a wrong check digit', '4242424242424241'],
    ['twelve digits', '424242424242'],
    ['twenty digits', '42424242424242424242'],
    ['milliseconds of today', { at: Array.from({ length: 50 }, (_, ms) => 1_795_543_200_000 + ms) }],
    ['an amount', { amount: 1_000_000_000_000 }],
    ['a phone', '+57 300 123 4567'],
    ['phones in a row', '300 123 4567 310 222 3344 320 555 6677'],
    ['a number with decimals', { latitude: 0.6011111111111117 }],
    ['an id of ours', Array.from({ length: 50 }, () => createId('cart'))],
    ['a UUID', '550e8400-e29b-41d4-a716-446655440000'],
    ['a number inside a word', 'x4242424242424242'],
    ['a gateway’s transaction', '01-1795543200-49201'],
  ])('leaves alone: %s', (_what, body) => {
    expect(holdsCardNumber(body)).toBe(false);
  });

  it('is not slowed down by what only looks like one', () => {
    const hostile = '4'.repeat(100_000) + ' 4-'.repeat(100_000);
    const before = performance.now();
    expect(holdsCardNumber(hostile)).toBe(false);
    expect(performance.now() - before).toBeLessThan(1_000);
  });
});
