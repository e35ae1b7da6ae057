/** The operation is not this worker's any more: its lease ran out and another took it. */
export class OperationLostError extends Error {
  constructor() {
    super('the operation was taken over');
    this.name = 'OperationLostError';
  }
}
