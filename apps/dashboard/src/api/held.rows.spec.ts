import { holding, withHead } from './held.rows.js';

interface Row {
  readonly id: string;
  readonly state: string;
}

const row = (id: string, state = 'old'): Row => ({ id, state });
const rows = (ids: string, state?: string): Row[] => [...ids].map((id) => row(id, state));
const written = (all: readonly Row[] | null): string | null =>
  all?.map(({ id, state }) => (state === 'old' ? id : id.toUpperCase())).join('') ?? null;
const rowId = ({ id }: Row): string => id;

describe('the newest rows of a list', () => {
  it('stand above those that were read before, and say how those are now', () => {
    expect(written(withHead(rows('yzab', 'new'), false, rows('abcd'), rowId))).toBe('YZABcd');
  });

  it('are all there is when they are the whole list', () => {
    expect(written(withHead(rows('b', 'new'), true, rows('abcd'), rowId))).toBe('B');
    expect(written(withHead([], true, rows('abcd'), rowId))).toBe('');
  });

  it('leave out what has left the list among them', () => {
    expect(written(withHead(rows('bc', 'new'), false, rows('abcd'), rowId))).toBe('BCd');
  });

  it('are not put above others when something between them is missing', () => {
    expect(withHead(rows('wxyz', 'new'), false, rows('abcd'), rowId)).toBeNull();
  });
});

describe('what somebody reads', () => {
  it('stays where it is, and only tells how it is now', () => {
    const { rows: shown, fresh } = holding(rows('abc'), rows('yzabc', 'new'), rowId);
    expect([written(shown), fresh]).toEqual(['ABC', 2]);
  });

  it('stays when it has left the list', () => {
    const { rows: shown, fresh } = holding(rows('abc'), rows('zac', 'new'), rowId);
    expect([written(shown), fresh]).toEqual(['AbC', 1]);
  });

  it('goes on below', () => {
    const { rows: shown, fresh } = holding(rows('abc'), rows('abcd'), rowId);
    expect([written(shown), fresh]).toEqual(['abcd', 0]);
  });

  it('stays when all of it is gone', () => {
    const { rows: shown, fresh } = holding(rows('ab'), rows('yz'), rowId);
    expect([written(shown), fresh]).toEqual(['ab', 2]);
  });
});
