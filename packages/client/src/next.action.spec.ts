import { nextActionOf } from './next.action.js';

describe('what the shopper does next', () => {
  it.each([
    [
      { type: 'redirect', url: 'https://checkout.wompi.co/p/?a=1' },
      { type: 'redirect', url: 'https://checkout.wompi.co/p/?a=1' },
    ],
    [
      { type: 'widget', script_url: 'https://checkout.wompi.co/widget.js', parameters: { currency: 'COP' } },
      { type: 'widget', scriptUrl: 'https://checkout.wompi.co/widget.js', parameters: { currency: 'COP' } },
    ],
    [
      { type: 'confirm', client_secret: 'pi_1_secret_2', publishable_key: 'pk_test_1' },
      { type: 'confirm', clientSecret: 'pi_1_secret_2', publishableKey: 'pk_test_1' },
    ],
    [{ type: 'wait', message_code: 'confirm_in_app' }, { type: 'wait' }],
    [
      { type: 'qr', image_base64: 'PHN2Zy8+', mime: 'image/svg+xml' },
      { type: 'qr', imageBase64: 'PHN2Zy8+', mime: 'image/svg+xml' },
    ],
    [
      { type: 'voucher', url: null, reference: '123', agreement_code: '15022' },
      { type: 'voucher', url: null, reference: '123', agreementCode: '15022', expiresAt: null },
    ],
  ])('of %o is %o', (answer, action) => {
    expect(nextActionOf({ next_action: answer })).toEqual(action);
  });

  it.each([{ type: 'redirect' }, { type: 'qr', mime: 'image/png' }, { type: 'widget' }, { type: 'telepathy' }])(
    'is nothing where %o says too little',
    (answer) => {
      expect(nextActionOf({ next_action: answer })).toBeNull();
    },
  );

  it('is nothing while it is still to come', () => {
    expect(nextActionOf({ next_action: null })).toBeNull();
  });
});
