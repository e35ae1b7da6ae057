/*
 * S3 answers in XML of a few flat elements. What we ask for never holds markup, so elements are found by their names.
 */

export interface ListedObject {
  readonly key: string;
  readonly sizeBytes: number;
}

export interface ListedPage {
  readonly objects: readonly ListedObject[];
  /** Where the next page begins; null on the last one. */
  readonly next: string | null;
}

/** The text of the first element of that name, or null. */
export function elementIn(xml: string, name: string): string | null {
  const match = new RegExp(`<${name}(?:\\s[^>]*)?>([^<]*)</${name}>`).exec(xml);
  return match ? unescape(match[1] ?? '') : null;
}

/** A page of ListObjectsV2. */
export function readListing(xml: string): ListedPage {
  const objects = [...xml.matchAll(/<Contents(?:\s[^>]*)?>([\s\S]*?)<\/Contents>/g)].map(([, object = '']) => ({
    key: elementIn(object, 'Key') ?? '',
    sizeBytes: Number(elementIn(object, 'Size')),
  }));
  const isTruncated = elementIn(xml, 'IsTruncated') === 'true';
  return { objects, next: isTruncated ? elementIn(xml, 'NextContinuationToken') : null };
}

/** The body that ends an upload of several parts; parts are counted from one. */
export function completionOf(etags: readonly string[]): string {
  const parts = etags.map(
    (etag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>${escape(etag)}</ETag></Part>`,
  );
  return `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${parts.join('')}</CompleteMultipartUpload>`;
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

function unescape(text: string): string {
  return text
    .replace(/&#(\d{1,6});/g, (_entity, code: string) => String.fromCodePoint(Number(code)))
    .replace(/&#x([0-9a-fA-F]{1,5});/g, (_entity, code: string) => String.fromCodePoint(Number.parseInt(code, 16)))
    .replace(/&(lt|gt|quot|apos|amp);/g, (_entity, name: string) => ENTITIES[name] ?? '');
}

function escape(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
