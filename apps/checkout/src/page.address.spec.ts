import { checkoutPath, orderPath, pageAddressOf, returnPath } from './page.address.js';

describe('the addresses of the pages', () => {
  it.each([
    [checkoutPath('cart_1'), { page: 'checkout', cartId: 'cart_1' }],
    [`${checkoutPath('cart_1')}/`, { page: 'checkout', cartId: 'cart_1' }],
    [returnPath('cart_1'), { page: 'return', cartId: 'cart_1' }],
    [orderPath('order_1'), { page: 'order', orderId: 'order_1' }],
    ['/checkout/', { page: 'unknown' }],
    ['/checkout/cart_1/return/more', { page: 'unknown' }],
    ['/checkout/cart_1/other', { page: 'unknown' }],
    ['/order/confirmed/', { page: 'unknown' }],
    ['/', { page: 'unknown' }],
  ])('%s is %o', (path, address) => {
    expect(pageAddressOf(path)).toEqual(address);
  });

  it('takes what is no valid encoding as it is', () => {
    expect(pageAddressOf('/checkout/%E0%A4%A')).toEqual({ page: 'checkout', cartId: '%E0%A4%A' });
  });
});
