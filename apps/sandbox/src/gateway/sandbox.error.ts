/** A request to the control endpoint that cannot be done, said so that a person can mend it. Never about a gateway's API. */
export class SandboxError extends Error {
  constructor(
    /** The HTTP status that answers it. */
    readonly status: 400 | 403 | 404 | 409 | 422,
    /** Stable and machine-readable. */
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'SandboxError';
  }
}
