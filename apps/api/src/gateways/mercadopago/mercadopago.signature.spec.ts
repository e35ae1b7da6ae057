import { judgeSignature } from './mercadopago.signature.js';

const SECRET = 'mp-test-secret-0123456789abcdef0123456789abcdef';
const REQUEST_ID = 'd6b0124b-53cc-4f8e-8dff-710d241ac434';
const ORDER = 'ORD01JQ4S4KY8HWQ6NA5PXB65B3D3';
const ORDER_REQUEST = '2066ca19-c6f1-498a-be75-1923005edd06';

function signature(ts: string, v1: string): string {
  return `ts=${ts},v1=${v1}`;
}

const A = signature('1766455693', 'ceb7e46f7307b22e9c1394f2c6ed72d3e0ec1087b8e9519d700ccc30d4035d25');
const SECONDS = new Date(1766455693_000);
const ORDER_AT = new Date(1742505638683);

describe('the published vectors', () => {
  it.each([
    ['A, in seconds', A, REQUEST_ID, '138472432031', SECONDS],
    [
      'B, in milliseconds',
      signature('1766455693000', 'c228a0ac00255430feb43f4bce26cffb9eee6889e8bf058c20dbaf34a6483d8a'),
      REQUEST_ID,
      '138472432031',
      SECONDS,
    ],
    [
      'C, without x-request-id',
      signature('1766455693', '04291da820e0774828ba38ab4febb0c95740d4ef11690692a124e8501df20a6e'),
      undefined,
      '138472432031',
      SECONDS,
    ],
    [
      'D, without data.id',
      signature('1766455693', '249ae966818a75a1c914a83fb352f76fda6dc386a88756d2ebefb5d812703f2b'),
      REQUEST_ID,
      undefined,
      SECONDS,
    ],
    [
      'E, an order as received',
      signature('1742505638683', '09ce731ffe82f0e7171d689635af4a5ff4a436c9cd2a94480f4d78295bfaf65b'),
      ORDER_REQUEST,
      ORDER,
      ORDER_AT,
    ],
    [
      'F, an order in lower case',
      signature('1742505638683', 'cf191eeff77c489f4c4c36cdaa8ad56230d57980dc9143eee9b53cb1f78ecb5e'),
      ORDER_REQUEST,
      ORDER,
      ORDER_AT,
    ],
  ])('verifies %s', (_name, header, requestId, dataId, at) => {
    expect(judgeSignature({ signature: header, requestId, dataId }, ['old', SECRET], at)).toBeNull();
    expect(judgeSignature({ signature: header, requestId, dataId }, ['old'], at)).toBe('signature_mismatch');
  });

  it('verifies the one with a secret of its own', () => {
    const header = signature('1742505638683', '85aaea44adced84bf23e95db43da124f818caad473052e8d0ecd46c5319c231e');
    const parts = { signature: header, requestId: 'bb56a2f1-6aae-46ac-982e-9dcd3581d08e', dataId: '123456' };
    expect(judgeSignature(parts, ['v1-test-secret-not-a-real-key'], ORDER_AT)).toBeNull();
  });

  it('takes an id in upper case for nothing but itself and its lower case', () => {
    const lower = signature('1742505638683', 'cf191eeff77c489f4c4c36cdaa8ad56230d57980dc9143eee9b53cb1f78ecb5e');
    const upper = signature('1742505638683', '09ce731ffe82f0e7171d689635af4a5ff4a436c9cd2a94480f4d78295bfaf65b');
    const parts = { requestId: ORDER_REQUEST, dataId: ORDER.toLowerCase() };
    expect(judgeSignature({ ...parts, signature: lower }, [SECRET], ORDER_AT)).toBeNull();
    expect(judgeSignature({ ...parts, signature: upper }, [SECRET], ORDER_AT)).toBe('signature_mismatch');
  });
});

describe('judgeSignature', () => {
  const judge = (header: string | undefined, requestId: string | undefined = REQUEST_ID, dataId = '138472432031') =>
    judgeSignature({ signature: header, requestId, dataId }, [SECRET], SECONDS);

  it('takes a space after the comma, as the official library does', () => {
    expect(judge(A.replace(',', ', '))).toBeNull();
  });

  it.each([
    ['ts twice', `ts=1766455693,${A}`],
    ['v1 twice', `${A},v1=${'0'.repeat(64)}`],
    ['two headers joined', `${A}, ${A}`],
    ['an upper-case digest', A.toUpperCase().replace('TS=', 'ts=').replace('V1=', 'v1=')],
    ['eleven digits', A.replace('1766455693', '17664556930')],
    ['a ts that is no number', A.replace('1766455693', '17664556x3')],
    ['no ts', A.replace(/ts=\d+,/, '')],
    ['no v1', 'ts=1766455693'],
    ['a short digest', A.slice(0, -1)],
    ['nothing of the kind', 'Basic dXNlcg=='],
  ])('refuses %s', (_what, header) => {
    expect(judge(header)).toBe('malformed_signature');
  });

  it('refuses ids that could pose as another piece of the manifest', () => {
    expect(judge(A, undefined, `138472432031;request-id:${REQUEST_ID}`)).toBe('malformed_signature');
    expect(judge(A, `${REQUEST_ID};ts:1`)).toBe('malformed_signature');
    expect(judge(A, 'a\u0000b')).toBe('malformed_signature');
  });
});
