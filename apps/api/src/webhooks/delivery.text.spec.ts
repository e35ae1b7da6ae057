import { DeliveryText, NO_QUERY } from './delivery.text.js';

const NAMES = ['content-type', 'user-agent'];
const headers = { 'content-type': 'application/json', 'user-agent': 'Gateway/1', authorization: 'secret' };

describe('DeliveryText', () => {
  it('keeps the named headers and nothing else of them', () => {
    expect(JSON.parse(new DeliveryText(NAMES).of({ headers, query: NO_QUERY }))).toEqual({
      headers: { 'content-type': 'application/json', 'user-agent': 'Gateway/1' },
      query: {},
    });
  });

  it('never gives one delivery the headers or the query of the one before', () => {
    const text = new DeliveryText(NAMES);
    const kept = (sent: Parameters<DeliveryText['of']>[0]): unknown => JSON.parse(text.of(sent));
    kept({ headers, query: NO_QUERY });
    expect(kept({ headers: { ...headers, 'user-agent': 'Other/2' }, query: NO_QUERY })).toMatchObject({
      headers: { 'user-agent': 'Other/2' },
    });
    expect(kept({ headers: {}, query: NO_QUERY })).toEqual({ headers: {}, query: {} });
    expect(kept({ headers: {}, query: { id: '1' } })).toEqual({ headers: {}, query: { id: '1' } });
    expect(kept({ headers: {}, query: NO_QUERY })).toEqual({ headers: {}, query: {} });
    expect(kept({ headers, query: NO_QUERY })).toMatchObject({ headers: { 'user-agent': 'Gateway/1' } });
  });
});
