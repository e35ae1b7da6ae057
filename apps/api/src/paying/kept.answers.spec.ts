import { DomainError, TransientError } from '../common/errors.js';
import { KeptAnswers } from './kept.answers.js';

const HOUR = 60 * 60_000;
const away = () => Promise.reject(new TransientError('gateway_down', 'away'));

describe('what gateways answer and seldom change', () => {
  let now = 0;
  let asked = 0;
  let answers: KeptAnswers<number>;
  const ask = () => Promise.resolve(++asked);
  beforeEach(() => {
    now = 0;
    asked = 0;
    answers = new KeptAnswers(() => now);
  });

  it('is asked for once an hour, for each gateway', async () => {
    expect([await answers.get('a', ask), await answers.get('a', ask), await answers.get('b', ask)]).toEqual([1, 1, 2]);
    now = HOUR;
    expect(await answers.get('a', ask)).toBe(3);
  });

  it('is asked for once by all who ask at once', async () => {
    const all = Array.from({ length: 5 }, () => answers.get('a', ask));
    expect(await Promise.all(all)).toEqual([1, 1, 1, 1, 1]);
  });

  it('is what was heard before while the gateway is away, which is not asked at every turn', async () => {
    await answers.get('a', ask);
    now = HOUR;
    expect(await answers.get('a', away)).toBe(1);
    expect(await answers.get('a', ask)).toBe(1);
    now += 30_001;
    expect(await answers.get('a', ask)).toBe(2);
  });

  it('is not made up when nothing was heard, and does not hide a refusal', async () => {
    await expect(answers.get('a', away)).rejects.toMatchObject({ code: 'gateway_down' });
    await answers.get('a', ask);
    now = HOUR;
    const refused = () => Promise.reject(new DomainError('gateway_refused', 'no'));
    await expect(answers.get('a', refused)).rejects.toMatchObject({ code: 'gateway_refused' });
  });
});
