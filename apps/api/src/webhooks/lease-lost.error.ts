/** Another worker took the event after our lease ran out: what we did is rolled back, and nothing is wrong. */
export class LeaseLostError extends Error {
  constructor() {
    super('the lease ran out before the work was done');
    this.name = 'LeaseLostError';
  }
}
