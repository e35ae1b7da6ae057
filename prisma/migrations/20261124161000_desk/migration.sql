-- AlterTable
ALTER TABLE "webhook_events" ADD COLUMN     "retry_id" TEXT;

-- CreateTable
CREATE TABLE "event_retries" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "requested_by" TEXT NOT NULL,
    "total" INTEGER NOT NULL DEFAULT 0,
    "started_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "gathered_at" TIMESTAMPTZ(6),
    "finished_at" TIMESTAMPTZ(6),
    "succeeded" INTEGER,

    CONSTRAINT "event_retries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook_counts" (
    "tenant_id" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "minute" TIMESTAMPTZ(6) NOT NULL,
    "count" INTEGER NOT NULL,
    "last_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "webhook_counts_pkey" PRIMARY KEY ("tenant_id","provider","outcome","minute")
);

-- CreateTable
CREATE TABLE "payment_hours" (
    "tenant_id" TEXT NOT NULL,
    "hour" TIMESTAMPTZ(6) NOT NULL,
    "provider" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL,
    "approved" INTEGER NOT NULL,
    "declined" INTEGER NOT NULL,
    "captured_minor" BIGINT NOT NULL,
    "capture_counts" INTEGER[],

    CONSTRAINT "payment_hours_pkey" PRIMARY KEY ("tenant_id","hour","provider","method","currency")
);

-- CreateTable
CREATE TABLE "payment_hours_until" (
    "tenant_id" TEXT NOT NULL,
    "hour" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "payment_hours_until_pkey" PRIMARY KEY ("tenant_id")
);

-- CreateIndex
CREATE INDEX "payment_history_time" ON "payment_history" USING BRIN ("created_at");

-- From here on by hand: what the schema language cannot say.

-- Only what was retried together is in it, so an acknowledgement writes nothing here. (Making it reads the events once.)
CREATE INDEX "webhook_events_retry" ON "webhook_events" ("retry_id", "status") WHERE "retry_id" IS NOT NULL;

ALTER TABLE "webhook_counts" ADD CONSTRAINT "webhook_counts_count" CHECK ("count" > 0);
-- What was received before anybody counted.
INSERT INTO "webhook_counts" ("tenant_id", "provider", "outcome", "minute", "count", "last_at")
  SELECT "tenant_id", "provider", 'received', date_trunc('minute', "received_at"), count(*), max("received_at")
  FROM "webhook_events" GROUP BY 1, 2, 4;
