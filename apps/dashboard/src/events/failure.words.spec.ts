import { adviceOn, failureWords, outcomeWords } from './failure.words.js';
import { es } from './texts.es.js';

describe('an event that failed', () => {
  it('says why it is no longer tried', () => {
    expect(failureWords('gateway_down', es)).toBe(es.failures.gateway_down);
    expect(failureWords('something_new', es)).toBeNull();
    expect(failureWords('constructor', es)).toBeNull();
  });

  it.each([
    ['gateway_unknown_transaction', es.advice.gateway_unknown_transaction],
    ['gateway_something_new', es.advice.gateway],
    ['malformed_event', es.advice.malformed_event],
    ['something_new', es.advice.other],
    [null, es.advice.other],
  ])('with %s says what to do', (code, advice) => {
    expect(adviceOn(code, es)).toBe(advice);
  });
});

describe('an event that ended well', () => {
  it('says what came of it', () => {
    expect(outcomeWords('ignored:stale', es)).toBe(es.outcomes['ignored:stale']);
    expect(outcomeWords('ignored:something_new', es)).toBeNull();
  });
});
