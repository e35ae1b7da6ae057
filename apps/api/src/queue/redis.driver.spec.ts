import { setFlagsFromString } from 'node:v8';
import { runInThisContext } from 'node:vm';

/** V8's own word on whether an object's properties are in their fast form. */
function fastProperties(): (object: object) => boolean {
  setFlagsFromString('--allow-natives-syntax');
  return runInThisContext('(object) => %HasFastProperties(object)') as (object: object) => boolean;
}

it('leaves the methods of strings as fast as they were before ioredis', async () => {
  const isFast = fastProperties();
  expect(isFast(String.prototype)).toBe(true);
  await import('ioredis');
  expect(isFast(String.prototype)).toBe(false);
  await import('./redis.driver.js');
  expect(isFast(String.prototype)).toBe(true);
});
