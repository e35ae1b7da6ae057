import { inWords } from './duration.words.js';

describe('a duration in words', () => {
  it.each([
    [0, '0 s'],
    [59, '59 s'],
    [60, '1 min'],
    [3_599, '59 min'],
    [12_000, '3 h 20 min'],
    [172_800, '2 días'],
  ])('%d s is %s', (seconds, words) => {
    expect(inWords(seconds)).toBe(words);
  });
});
