import { createId } from '../common/ids.js';
import { attemptOf, cartNameOf, cartReference } from './cart.reference.js';

const CART = 'cart_01jq4s4ky8hwq6na5pxb65b3d3';

describe('the reference of an attempt to pay a cart', () => {
  it('is the cart itself, then numbered', () => {
    expect([1, 2, 10].map((attempt) => cartReference(CART, attempt))).toEqual([CART, `${CART}-2`, `${CART}-10`]);
  });

  it('leads back to the cart, whatever the attempt', () => {
    const cart = createId('cart');
    for (const attempt of [1, 2, 3, 99, 1000]) expect(cartNameOf(cartReference(cart, attempt))).toBe(cart);
  });

  it('says which attempt it is', () => {
    expect([CART, `${CART}-2`, `${CART}-10`].map(attemptOf)).toEqual([1, 2, 10]);
  });

  it.each([
    ["a merchant's own", 'WC-1050'],
    ["a merchant's own with a number", 'WC-1050-2'],
    ['an order', 'order_01jq4s4ky8hwq6na5pxb65b3d3-2'],
    ['no number', `${CART}-`],
    ['a zero', `${CART}-0`],
    ['a number with a zero before it', `${CART}-02`],
    ['two numbers', `${CART}-2-3`],
    ['a longer id', `${CART}x-2`],
    ['a number without end', `${CART}-123456`],
    ['something before it', `x${CART}-2`],
    ['a line after it', `${CART}-2\n`],
  ])('leaves %s alone', (_what, reference) => {
    expect(cartNameOf(reference)).toBe(reference);
  });
});
