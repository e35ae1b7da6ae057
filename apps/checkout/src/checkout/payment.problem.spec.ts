import { PasarelaError } from '../../../../packages/client/src/index.js';
import { es } from '../language/texts.es.js';
import { problemOf } from './payment.problem.js';

const problem = (code: string, status: number, fields: string[] = []) =>
  problemOf(new PasarelaError(code, 'for programmers', status, null, fields), 'wompi', es);

describe('what a shopper is told when a payment cannot begin', () => {
  it.each([
    ['amount_too_small', 422, es.checkout.tooSmall],
    ['payment_refused', 422, es.checkout.notTaken],
    ['order_canceled', 409, es.checkout.orderCanceled],
    ['payment_being_started', 409, es.trouble.away],
    ['network_error', 0, es.trouble.offline],
    ['cart_not_found', 404, es.trouble.noCart],
    ['something_new', 422, es.trouble.unknown],
  ])('%s', (code, status, text) => {
    expect(problem(code, status)).toEqual({ text, fields: {}, away: null });
  });

  it('to choose another gateway, when this one is away', () => {
    expect(problem('breaker_open', 503)).toEqual({ text: es.checkout.otherGateway, fields: {}, away: 'wompi' });
  });

  it('which detail was not accepted', () => {
    expect(problem('validation_failed', 400, ['customer.phone_number', 'customer.email'])).toEqual({
      text: es.checkout.refusedInput,
      fields: { phoneNumber: es.fields.refused, email: es.fields.refused },
      away: null,
    });
  });

  it('nothing of what a script says', () => {
    expect(problemOf(new Error('WidgetCheckout is not defined'), 'wompi', es).text).toBe(es.next.widgetFailed);
  });
});
