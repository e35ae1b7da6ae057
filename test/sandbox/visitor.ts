import { until } from '../support/until.js';

/** A page as a browser without scripts sees it. */
export interface VisitedPage {
  readonly url: string;
  readonly status: number;
  readonly text: string;
}

/**
 * Follows links, forms and redirects of the sandbox's pages by hand. A redirect to another origin is not followed: it is
 * where the shopper would go on.
 */
export class Visitor {
  constructor(private readonly origin: string) {}

  /** Opens a page. */
  open(url: string): Promise<VisitedPage> {
    return this.follow(new URL(url, this.origin), undefined);
  }

  /** Opens a page again and again until it has become `isDone`; pages that refresh themselves need that. */
  async openUntil(url: string, isDone: (page: VisitedPage) => boolean): Promise<VisitedPage> {
    let page = await this.open(url);
    await until(`${url} as it is waited for`, async () => {
      page = await this.open(url);
      return isDone(page);
    });
    return page;
  }

  /** Sends the fields of a form to where the page is; hidden fields are the caller's too. */
  submit(page: VisitedPage, fields: Readonly<Record<string, string>>): Promise<VisitedPage> {
    return this.follow(new URL(page.url), new URLSearchParams(fields));
  }

  private async follow(url: URL, form: URLSearchParams | undefined): Promise<VisitedPage> {
    if (url.origin !== this.origin) return { url: url.href, status: 0, text: '' };
    const method = form === undefined ? 'GET' : 'POST';
    const answer = await fetch(url, { method, body: form, redirect: 'manual' });
    const location = answer.headers.get('location');
    if (answer.status === 303 && location !== null) return this.follow(new URL(location, url), undefined);
    return { url: url.href, status: answer.status, text: await answer.text() };
  }
}

/** The `href` of the link with this text. */
export function linkOf(page: VisitedPage, text: string): string {
  for (const [, href, content] of page.text.matchAll(/<a[^>]*href="([^"]*)"[^>]*>([^<]*)<\/a>/g)) {
    if (href !== undefined && content?.includes(text)) return href.replaceAll('&#38;', '&');
  }
  throw new Error(`the page has no link “${text}”`);
}

/** The names of all fields and buttons that have no label for people who cannot see them. */
export function unlabelledFields(page: VisitedPage): string[] {
  const labels = new Set([...page.text.matchAll(/<label[^>]*for="([^"]+)"/g)].map((match) => match[1]));
  const fields = [...page.text.matchAll(/<(?:input|select)\b([^>]*)>/g)].map((match) => match[1] ?? '');
  return fields
    .filter((attributes) => !attributes.includes('type="hidden"'))
    .map((attributes) => /\bid="([^"]+)"/.exec(attributes)?.[1] ?? attributes)
    .filter((id) => !labels.has(id));
}
