-- Every acknowledgement writes into every index of this table. Ids begin with their time, so the primary key is the order of
-- the list as well; and what waits, is worked or has failed is so little that one index serves the three.
DROP INDEX "webhook_events_newest";
DROP INDEX "webhook_events_pending";
DROP INDEX "webhook_events_processing";
DROP INDEX "webhook_events_failed";
CREATE INDEX "webhook_events_open" ON "webhook_events" ("status", "received_at", "id") WHERE "status" <> 'success';

-- What tells rows apart stands first: a comparison then ends with the first column, and there are some thirty for each entry.
DROP INDEX "webhook_events_event_key";
CREATE UNIQUE INDEX "webhook_events_event_key" ON "webhook_events" ("event_key", "provider", "tenant_id");
DROP INDEX "webhook_events_reference";
CREATE INDEX "webhook_events_reference" ON "webhook_events" ("reference", "tenant_id");
