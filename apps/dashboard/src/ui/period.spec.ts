import { periodQuery } from './period.js';

const NOW = Date.parse('2026-11-24T20:00:00.000Z');

describe('the period of a list', () => {
  it('by name ends now and begins so long ago', () => {
    expect(periodQuery({ period: 'hour' }, NOW)).toEqual({ since: '2026-11-24T19:00:00.000Z' });
    expect(periodQuery({ period: 'week', until: 'ignored' }, NOW)).toEqual({ since: '2026-11-17T20:00:00.000Z' });
  });

  it('by its moments is told as the API wants them', () => {
    expect(periodQuery({ since: '2026-11-24T10:00:00-05:00', until: '2026-11-24T16:30Z' }, NOW)).toEqual({
      since: '2026-11-24T15:00:00.000Z',
      until: '2026-11-24T16:30:00.000Z',
    });
  });

  it('without any, or with what is none, is all of time', () => {
    expect(periodQuery({}, NOW)).toEqual({});
    expect(periodQuery({ period: 'constructor', since: 'yesterday' }, NOW)).toEqual({});
  });
});
