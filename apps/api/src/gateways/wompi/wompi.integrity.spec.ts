import { integritySignature } from './wompi.integrity.js';

const SECRET = 'prod_integrity_Z5mMke9x0k8gpErbDqwrJXMqsI6SFli6';
const payment = { reference: 'sk8-438k4-xmxm392-sn2m', amountInCents: 2_490_000, currency: 'COP' };

describe("Wompi's integrity signature", () => {
  it('is the one that the documentation prints', () => {
    expect(integritySignature({ ...payment, expirationTime: null }, SECRET)).toBe(
      '37c8407747e595535433ef8f6a811d853cd943046624a0ec04662b17bbf33bf5',
    );
  });

  it('covers the expiration, as the text that is sent', () => {
    expect(integritySignature({ ...payment, expirationTime: '2023-06-09T20:28:50.000Z' }, SECRET)).toBe(
      'e972f58e7de36b283fbb93d9318d39a54ffdff4e8e917b534f30d63c9d7bb89c',
    );
  });
});
