import { useMatches } from 'react-router';
import type { PageEntry } from '../page.entry.js';

type CurrentPage = Pick<PageEntry, 'title' | 'role'>;

/** The line of the table of pages that the address belongs to; null for an address of none. */
export function useCurrentPage(): CurrentPage | null {
  const handle: unknown = useMatches().at(-1)?.handle;
  return isPage(handle) ? handle : null;
}

function isPage(handle: unknown): handle is CurrentPage {
  return typeof handle === 'object' && handle !== null && 'title' in handle && 'role' in handle;
}
