import { PermanentError, TransientError } from '../../common/errors.js';

/** The bucket does not answer as it should: worth another try later. */
export class BucketUnavailableError extends TransientError {
  constructor(message: string, cause?: unknown) {
    super('bucket_unavailable', message, { cause });
  }
}

/** The bucket says no: wrong key, no such bucket, no permission. Its own word for it is in the message. */
export class BucketRefusedError extends PermanentError {
  constructor(
    message: string,
    readonly reason: string,
  ) {
    super('bucket_refused', message, { status: 502 });
  }
}
