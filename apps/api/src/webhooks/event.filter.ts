/** Which events, but for their status. Times are RFC 3339. */
export interface EventFilter {
  readonly provider?: string | undefined;
  readonly type?: string | undefined;
  readonly reference?: string | undefined;
  readonly error_code?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

/** Open events of a tenant ($1) in a status ($2) that match a filter ($3 to $8). The index holds what is not over well. */
export const MATCHING_OPEN_EVENTS = `tenant_id = $1 AND status = $2 AND status <> 'success'
    AND ($3::text IS NULL OR provider = $3) AND ($4::text IS NULL OR type = $4) AND ($5::text IS NULL OR reference = $5)
    AND ($6::text IS NULL OR last_error_code = $6) AND ($7::timestamptz IS NULL OR received_at >= $7)
    AND ($8::timestamptz IS NULL OR received_at < $8)`;

/** The parameters of {@link MATCHING_OPEN_EVENTS}. */
export function openEventValues(tenantId: string, status: string, filter: EventFilter): (string | null)[] {
  const { provider, type, reference, error_code, since, until } = filter;
  return [tenantId, status, ...[provider, type, reference, error_code, since, until].map((value) => value ?? null)];
}
