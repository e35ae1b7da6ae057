import { RouteTable } from './route.table.js';

describe('RouteTable', () => {
  const table = new RouteTable();
  table.add('/api/orders', ['GET']);
  table.add('/api/orders', ['HEAD']);
  table.add('/api/orders/:id', ['GET']);
  table.add('/api/orders/:id/retry', ['POST']);
  table.add('/files/*', ['GET']);
  table.add('*', ['OPTIONS']);

  it.each([
    ['/api/orders', ['GET', 'HEAD']],
    ['/api/orders/ord_1', ['GET']],
    ['/api/orders/ord_1/retry', ['POST']],
    ['/api/orders/', []],
    ['/api/orders/a/b', []],
    ['/apixorders', []],
    ['/files/a/b.css', ['GET']],
    ['/nothing', []],
  ])('knows the methods of %s', (path, methods) => {
    expect(table.methodsOf(path)).toEqual(methods);
  });

  it('lists every route with every method', () => {
    expect(table.all()).toHaveLength(6);
  });
});
