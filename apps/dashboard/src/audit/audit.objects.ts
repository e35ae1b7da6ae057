/** Where the page is of what a row is about; null: it has none of its own. */
export function pageOf(kind: string | null, id: string | null): string | null {
  if (kind === null || id === null) return null;
  const folder = FOLDERS[kind];
  if (folder !== undefined) return `${folder}/${id}`;
  return LISTS[kind] ?? null;
}

const FOLDERS: Readonly<Record<string, string>> = {
  payment: '/payments',
  order: '/orders',
  webhook_event: '/events',
  reconciliation_run: '/reconciliation',
  backup: '/backups',
};

const LISTS: Readonly<Record<string, string>> = { user: '/people', api_key: '/people/keys', queue: '/queues' };
