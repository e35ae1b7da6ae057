import { queueWords } from './queue.words.js';
import { es } from './texts.es.js';

describe('what a queue is for', () => {
  it.each([
    ['wompi-webhooks', es.kinds.webhooks('WOMPI')],
    ['operations', es.kinds.operations],
    ['notifications', es.kinds.notifications],
    ['something-new', es.kinds.other],
    ['constructor', es.kinds.other],
  ])('%s is told', (name, words) => {
    expect(queueWords(name, (provider) => provider.toUpperCase(), es)).toBe(words);
  });
});
