/** The one tenant there is for now; its row comes with the first migration. */
export const DEFAULT_TENANT_ID = 'default';
