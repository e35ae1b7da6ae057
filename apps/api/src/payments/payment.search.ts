/**
 * The payments of a tenant ($1) whose transaction is called $3, whatever the gateway. The unique index stands by gateway, so the
 * gateways that have payments are hopped over first: one look into the index for each.
 */
export const PAYMENTS_OF_TRANSACTION = `WITH RECURSIVE known(provider) AS (
    (SELECT min(provider) FROM payments WHERE tenant_id = $1)
    UNION ALL
    SELECT (SELECT min(provider) FROM payments WHERE tenant_id = $1 AND provider > known.provider)
    FROM known WHERE known.provider IS NOT NULL)
  SELECT p.id, p.reference FROM known JOIN payments p ON p.tenant_id = $1 AND p.provider = known.provider AND p.transaction_id = $3`;
