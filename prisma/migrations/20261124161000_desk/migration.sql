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
CREATE TABLE "webhook_rejections" (
    "tenant_id" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "minute" TIMESTAMPTZ(6) NOT NULL,
    "count" INTEGER NOT NULL,
    "last_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "webhook_rejections_pkey" PRIMARY KEY ("tenant_id","minute","provider","reason")
);

-- From here on by hand: what the schema language cannot say.

-- Only what was retried together is in it, so an acknowledgement writes nothing here. (Making it reads the events once.)
CREATE INDEX "webhook_events_retry" ON "webhook_events" ("retry_id", "status") WHERE "retry_id" IS NOT NULL;

ALTER TABLE "webhook_rejections" ADD CONSTRAINT "webhook_rejections_count" CHECK ("count" > 0);
