-- CreateTable
CREATE TABLE "payment_sessions" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "cart_id" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'created',
    "currency" TEXT NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "transaction_id" TEXT,
    "gateway_object_id" TEXT,
    "next_action" JSONB,
    "error_code" TEXT,
    "return_url" TEXT,
    "fingerprint" TEXT NOT NULL,
    "request_key" TEXT,
    "lease_until" TIMESTAMPTZ(6),
    "expires_at" TIMESTAMPTZ(6) NOT NULL,
    "next_check_at" TIMESTAMPTZ(6),
    "checks" INTEGER NOT NULL DEFAULT 0,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "payment_sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "payment_operations" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "payment_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'pending',
    "currency" TEXT NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "reason" TEXT,
    "gateway_id" TEXT,
    "error_code" TEXT,
    "error" TEXT,
    "requested_by" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_check_at" TIMESTAMPTZ(6),
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "payment_operations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "idempotency_keys" (
    "tenant_id" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'in_flight',
    "response_status" INTEGER,
    "response_body" JSONB,
    "lease_token" TEXT NOT NULL,
    "locked_until" TIMESTAMPTZ(6) NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY ("tenant_id","scope","key")
);

-- CreateTable
CREATE TABLE "reconciliation_runs" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "origin" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'running',
    "provider" TEXT,
    "since" TIMESTAMPTZ(6) NOT NULL,
    "until" TIMESTAMPTZ(6) NOT NULL,
    "report" JSONB,
    "error" TEXT,
    "started_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(6),

    CONSTRAINT "reconciliation_runs_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "payment_sessions_cart" ON "payment_sessions"("cart_id", "created_at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "payment_sessions_reference" ON "payment_sessions"("tenant_id", "provider", "reference");

-- CreateIndex
CREATE INDEX "payment_operations_payment" ON "payment_operations"("payment_id", "created_at");

-- CreateIndex
CREATE INDEX "payment_operations_newest" ON "payment_operations"("tenant_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "idempotency_keys_expiry" ON "idempotency_keys"("expires_at");

-- CreateIndex
CREATE INDEX "reconciliation_runs_newest" ON "reconciliation_runs"("tenant_id", "started_at" DESC, "id" DESC);

-- From here on by hand: what the schema language cannot say.

-- Sessions whose shopper may still pay, and operations whose end is not known: what is asked about, small whatever the table's size.
CREATE INDEX "payment_sessions_due" ON "payment_sessions" ("next_check_at")
  WHERE "status" IN ('created', 'requires_action', 'processing');
CREATE INDEX "payment_operations_due" ON "payment_operations" ("next_check_at") WHERE "status" IN ('pending', 'submitted');
-- A payment is voided once: a second void waits for the first one's answer.
CREATE UNIQUE INDEX "payment_operations_void" ON "payment_operations" ("payment_id")
  WHERE "kind" = 'void' AND "status" IN ('pending', 'submitted');
-- Two runs at once would ask the gateways everything twice.
CREATE UNIQUE INDEX "reconciliation_runs_running" ON "reconciliation_runs" ("tenant_id") WHERE "status" = 'running';

ALTER TABLE "payment_sessions"
  ADD CONSTRAINT "payment_sessions_status" CHECK ("status" IN
    ('created', 'requires_action', 'processing', 'succeeded', 'failed', 'expired')),
  ADD CONSTRAINT "payment_sessions_amount" CHECK ("amount_minor" > 0);
ALTER TABLE "payment_operations"
  ADD CONSTRAINT "payment_operations_kind" CHECK ("kind" IN ('capture', 'refund', 'void')),
  ADD CONSTRAINT "payment_operations_status" CHECK ("status" IN ('pending', 'submitted', 'succeeded', 'failed')),
  ADD CONSTRAINT "payment_operations_amount" CHECK ("amount_minor" > 0);
ALTER TABLE "idempotency_keys"
  ADD CONSTRAINT "idempotency_keys_status" CHECK ("status" IN ('in_flight', 'completed')),
  ADD CONSTRAINT "idempotency_keys_answer" CHECK (("status" = 'completed') = ("response_status" IS NOT NULL));
ALTER TABLE "reconciliation_runs"
  ADD CONSTRAINT "reconciliation_runs_status" CHECK ("status" IN ('running', 'completed', 'failed')),
  ADD CONSTRAINT "reconciliation_runs_origin" CHECK ("origin" IN ('manual', 'schedule')),
  ADD CONSTRAINT "reconciliation_runs_window" CHECK ("since" <= "until");
