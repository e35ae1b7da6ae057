import { signatureHeader, signatureManifest } from './mercadopago.signature.js';

const SECRET = 'mp-test-secret-0123456789abcdef0123456789abcdef';
const REQUEST_ID = 'd6b0124b-53cc-4f8e-8dff-710d241ac434';
const ORDER_REQUEST_ID = '2066ca19-c6f1-498a-be75-1923005edd06';

describe('the signature of a MercadoPago webhook', () => {
  it.each([
    [
      'seconds',
      '138472432031',
      REQUEST_ID,
      '1766455693',
      'ceb7e46f7307b22e9c1394f2c6ed72d3e0ec1087b8e9519d700ccc30d4035d25',
    ],
    [
      'milliseconds',
      '138472432031',
      REQUEST_ID,
      '1766455693000',
      'c228a0ac00255430feb43f4bce26cffb9eee6889e8bf058c20dbaf34a6483d8a',
    ],
    [
      'no request id',
      '138472432031',
      null,
      '1766455693',
      '04291da820e0774828ba38ab4febb0c95740d4ef11690692a124e8501df20a6e',
    ],
    ['no data.id', null, REQUEST_ID, '1766455693', '249ae966818a75a1c914a83fb352f76fda6dc386a88756d2ebefb5d812703f2b'],
    [
      'an order as received',
      'ORD01JQ4S4KY8HWQ6NA5PXB65B3D3',
      ORDER_REQUEST_ID,
      '1742505638683',
      '09ce731ffe82f0e7171d689635af4a5ff4a436c9cd2a94480f4d78295bfaf65b',
    ],
    [
      'an order in lower case',
      'ord01jq4s4ky8hwq6na5pxb65b3d3',
      ORDER_REQUEST_ID,
      '1742505638683',
      'cf191eeff77c489f4c4c36cdaa8ad56230d57980dc9143eee9b53cb1f78ecb5e',
    ],
  ])('agrees with the vector of %s', (_case, dataId, requestId, ts, v1) => {
    expect(signatureHeader({ dataId, requestId, ts }, SECRET)).toBe(`ts=${ts},v1=${v1}`);
  });

  it('agrees with a vector published by others', () => {
    const parts = { dataId: '123456', requestId: 'bb56a2f1-6aae-46ac-982e-9dcd3581d08e', ts: '1742505638683' };
    expect(signatureHeader(parts, 'v1-test-secret-not-a-real-key')).toBe(
      'ts=1742505638683,v1=85aaea44adced84bf23e95db43da124f818caad473052e8d0ecd46c5319c231e',
    );
  });

  it('ends its manifest in a semicolon', () => {
    expect(signatureManifest({ dataId: '1', requestId: 'r', ts: '2' })).toBe('id:1;request-id:r;ts:2;');
  });
});
