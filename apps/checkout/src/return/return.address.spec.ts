import { returnHintOf } from './return.address.js';

describe('what a gateway wrote into the return address', () => {
  it.each([
    ['?id=01-1531231271-19365&env=test', '01-1531231271-19365', false],
    ['?collection_id=55&payment_id=55&status=approved&external_reference=cart_1', '55', false],
    ['?session_id=cs_test_1', 'cs_test_1', false],
    ['?payment_intent=pi_1&redirect_status=succeeded', 'pi_1', false],
    ['', null, false],
    ['?collection_id=null&payment_id=null&status=null', null, true],
    ['?canceled=true', null, true],
  ])('%s names transaction %s', (search, transactionId, abandoned) => {
    expect(returnHintOf(search)).toEqual({ transactionId, abandoned });
  });
});
