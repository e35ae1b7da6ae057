import { es } from '../language/texts.es.js';
import { checkFields, emptyFields, fieldsOf, tidy } from './method.fields.js';
import { paymentRequest } from './payment.request.js';

const GOOD = {
  ...emptyFields('ana@example.com'),
  bankCode: '1022',
  legalId: '1.020.304.050',
  fullName: ' Ana Ruiz ',
  phoneNumber: '+57 300 123 4567',
};

describe('the details of a payment', () => {
  it('asks only for what the method wants', () => {
    expect(fieldsOf('checkout')).toEqual([]);
    expect(checkFields('checkout', emptyFields(null), es.fields)).toEqual({});
    expect(Object.keys(checkFields('pse', emptyFields(null), es.fields)).sort()).toEqual([
      'bankCode',
      'email',
      'fullName',
      'legalId',
      'phoneNumber',
    ]);
    expect(checkFields('pse', GOOD, es.fields)).toEqual({});
  });

  it('takes numbers as people write them', () => {
    expect(tidy('phoneNumber', '+57 (300) 123-4567')).toBe('3001234567');
    expect(tidy('phoneNumber', '5731234567')).toBe('5731234567');
    expect(tidy('legalId', '1.020.304.050')).toBe('1020304050');
  });

  it('says what is wrong with each', () => {
    const bad = { ...GOOD, email: 'ana@', phoneNumber: '300', legalId: 'a b' };
    expect(checkFields('pse', bad, es.fields)).toEqual({
      email: es.fields.badEmail,
      phoneNumber: es.fields.badPhone,
      legalId: es.fields.badLegalId,
    });
  });

  it('sends nothing that was typed for another method', () => {
    expect(paymentRequest('wompi', 'checkout', GOOD)).toEqual({ provider: 'wompi', method: 'checkout' });
    expect(paymentRequest('wompi', 'nequi', GOOD)).toEqual({
      provider: 'wompi',
      method: 'nequi',
      customer: { email: 'ana@example.com', phone_number: '3001234567' },
    });
    expect(paymentRequest('wompi', 'pse', GOOD)).toMatchObject({
      bank_code: '1022',
      customer: { legal_id: '1020304050', legal_id_type: 'CC', full_name: 'Ana Ruiz', user_type: 'natural' },
    });
  });
});
