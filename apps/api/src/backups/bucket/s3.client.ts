import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { AwsV4Signer } from 'aws4fetch';
import type { BucketConfig } from '../../config/app-config.js';
import { BucketRefusedError, BucketUnavailableError } from './bucket.errors.js';
import { completionOf, elementIn, readListing, type ListedPage } from './s3.answer.js';

/** An upload of several parts that has begun. */
export interface MultipartUpload {
  readonly key: string;
  readonly id: string;
}

interface S3Request {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  readonly key: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array<ArrayBuffer>;
}

interface SignedRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
}

const TRIES = 4;
const FIRST_WAIT_MS = 250;
/** Until the answer begins; a part of some MiB goes up before. What is read of the answer takes as long as it takes. */
const ANSWER_BUDGET_MS = 120_000;

/**
 * The few calls of the S3 protocol that backups need, signed (version 4), path style. Everything here may be done twice: what
 * gets no answer, 429 or 5xx is tried again a few times.
 * @throws BucketUnavailableError, BucketRefusedError.
 */
export class S3Client {
  constructor(private readonly config: BucketConfig) {}

  /** One object's bytes and headers, or null when there is none. */
  async get(key: string): Promise<Response | null> {
    return this.unlessMissing({ method: 'GET', key });
  }

  /** The size of an object, or null when there is none. */
  async size(key: string): Promise<number | null> {
    const answer = await this.unlessMissing({ method: 'HEAD', key });
    return answer === null ? null : Number(answer.headers.get('content-length'));
  }

  async delete(key: string): Promise<void> {
    await this.unlessMissing({ method: 'DELETE', key });
  }

  /** A page of what begins with that prefix. */
  async list(prefix: string, after: string | null): Promise<ListedPage> {
    const query = { 'list-type': '2', prefix, ...(after !== null && { 'continuation-token': after }) };
    const answer = await this.send({ method: 'GET', key: '', query });
    return readListing(await answer.text());
  }

  async begin(key: string, headers: Readonly<Record<string, string>>): Promise<MultipartUpload> {
    const answer = await this.send({ method: 'POST', key, query: { uploads: '' }, headers });
    const id = elementIn(await answer.text(), 'UploadId');
    if (id === null) throw new BucketUnavailableError('the bucket began no upload');
    return { key, id };
  }

  /** Returns the name by which the part is put together with the others. */
  async part({ key, id }: MultipartUpload, number: number, body: Uint8Array<ArrayBuffer>): Promise<string> {
    const query = { partNumber: String(number), uploadId: id };
    const answer = await this.send({ method: 'PUT', key, query, body });
    return answer.headers.get('etag') ?? '';
  }

  /** The object is there, whole, when this returns. */
  async complete({ key, id }: MultipartUpload, etags: readonly string[]): Promise<void> {
    const body = new TextEncoder().encode(completionOf(etags));
    const headers = { 'content-type': 'application/xml' };
    const answer = await this.send({ method: 'POST', key, query: { uploadId: id }, headers, body });
    // It may fail after its status has been sent.
    const code = elementIn(await answer.text(), 'Code');
    if (code !== null) throw new BucketUnavailableError(`the bucket did not put the parts together (${code})`);
  }

  async abort({ key, id }: MultipartUpload): Promise<void> {
    await this.unlessMissing({ method: 'DELETE', key, query: { uploadId: id } });
  }

  private async unlessMissing(request: S3Request): Promise<Response | null> {
    try {
      return await this.send(request);
    } catch (error) {
      if (error instanceof BucketRefusedError && error.reason === 'NoSuchKey') return null;
      throw error;
    }
  }

  private async send(request: S3Request): Promise<Response> {
    for (let tried = 1; ; tried++) {
      try {
        return await this.sendOnce(request);
      } catch (error) {
        if (!(error instanceof BucketUnavailableError) || tried === TRIES) throw error;
        await wait(FIRST_WAIT_MS * 2 ** (tried - 1));
      }
    }
  }

  private async sendOnce(request: S3Request): Promise<Response> {
    const { url, method, headers } = await this.sign(request);
    const body = request.body ?? null;
    const budget = new AbortController();
    const timer = setTimeout(() => budget.abort(), ANSWER_BUDGET_MS);
    try {
      const answer = await fetch(url, {
        method,
        headers,
        body: body ?? null,
        signal: budget.signal,
        redirect: 'error',
      });
      if (answer.ok) return answer;
      throw await refusal(request, answer);
    } catch (error) {
      if (error instanceof BucketRefusedError || error instanceof BucketUnavailableError) throw error;
      throw new BucketUnavailableError('the bucket does not answer', error);
    } finally {
      clearTimeout(timer);
    }
  }

  private sign({ method, key, query = {}, headers = {}, body }: S3Request): Promise<SignedRequest> {
    const { endpoint, bucket, region, accessKeyId, secretAccessKey } = this.config;
    const url = new URL(`${endpoint}/${bucket}/${key}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const digest = createHash('sha256')
      .update(body ?? '')
      .digest('hex');
    return new AwsV4Signer({
      method,
      url: url.toString(),
      headers: { ...headers, 'x-amz-content-sha256': digest },
      service: 's3',
      region,
      accessKeyId,
      secretAccessKey,
    }).sign();
  }
}

/** S3's own word for what went wrong; a HEAD has no body to say it in. */
async function refusal({ method }: S3Request, answer: Response): Promise<BucketRefusedError | BucketUnavailableError> {
  const { status } = answer;
  const code = elementIn(await answer.text().catch(() => ''), 'Code');
  const reason = code ?? (method === 'HEAD' && status === 404 ? 'NoSuchKey' : `HTTP ${status}`);
  if (status >= 500 || status === 429) return new BucketUnavailableError(`the bucket answered ${status} (${reason})`);
  return new BucketRefusedError(`the bucket refused (${reason})`, reason);
}
