-- What is rare in a list must not be looked for in all of it. Each index holds the rare alone, so that what is written most (an
-- acknowledged event of the usual types, a captured payment, a paid order) writes nothing here. The lists say the conditions in
-- the same words. (Making them reads each table once.)
CREATE INDEX "webhook_events_rare_type" ON "webhook_events" ("type", "id") WHERE "type" NOT IN ('transaction.updated', 'payment',
  'payment.created', 'payment.updated', 'payment_intent.created', 'payment_intent.succeeded', 'payment_intent.payment_failed',
  'charge.succeeded', 'charge.failed', 'charge.updated');
CREATE INDEX "payments_rare_status" ON "payments" ("tenant_id", "status", "created_at" DESC, "id" DESC) WHERE "status" <> 'captured';
CREATE INDEX "orders_canceled" ON "orders" ("tenant_id", "created_at" DESC, "id" DESC) WHERE "status" = 'canceled';
CREATE INDEX "orders_rare_payment_status" ON "orders" ("tenant_id", "payment_status", "created_at" DESC, "id" DESC)
  WHERE "payment_status" NOT IN ('awaiting_payment', 'captured');
