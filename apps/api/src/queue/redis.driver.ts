import { Redis } from 'ioredis';

/** How often V8 must see a property read before it cares how that read is done. */
const READS = 100;

/**
 * ioredis 6 has a class that extends String, and V8 leaves the prototype of an extended built-in in its slow form: from then
 * on every method of every string in the process costs three to four times as much, those of the webhooks' door included.
 * Reading a property through an instance of a subclass, often enough, makes it fast again.
 */
function makeStringsFastAgain(): void {
  class Extended extends String {
    // Nowhere set: to find nothing, V8 looks through the whole chain.
    declare readonly missing: undefined;
  }
  const text = new Extended('');
  const read = (): undefined => text.missing;
  for (let reads = 0; reads < READS; reads++) read();
}

makeStringsFastAgain();

// The one way to the driver: what loading it does to the process is undone here. Only processes that have a Redis load it.
export { Redis };
