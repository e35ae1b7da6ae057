-- CreateTable
CREATE TABLE "alerts" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "condition" TEXT NOT NULL,
    "subject" TEXT NOT NULL DEFAULT '',
    "severity" TEXT NOT NULL,
    "summary" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(6),

    CONSTRAINT "alerts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alert_watches" (
    "tenant_id" TEXT NOT NULL,
    "condition" TEXT NOT NULL,
    "subject" TEXT NOT NULL DEFAULT '',
    "since" TIMESTAMPTZ(6) NOT NULL,
    "last_seen" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "alert_watches_pkey" PRIMARY KEY ("tenant_id","condition","subject")
);

-- CreateTable
CREATE TABLE "alert_rounds" (
    "tenant_id" TEXT NOT NULL,
    "round" BIGINT NOT NULL DEFAULT 0,
    "looked_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "alert_rounds_pkey" PRIMARY KEY ("tenant_id")
);

-- CreateTable
CREATE TABLE "process_pulses" (
    "process_id" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "counts" JSONB NOT NULL,
    "beat_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "process_pulses_pkey" PRIMARY KEY ("process_id")
);

-- CreateTable
CREATE TABLE "notifications" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "alert_id" TEXT,
    "title" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'pending',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(6),
    "last_answer" TEXT,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sent_at" TIMESTAMPTZ(6),

    CONSTRAINT "notifications_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "alerts_newest" ON "alerts"("tenant_id", "started_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "notifications_newest" ON "notifications"("tenant_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "notifications_once" ON "notifications"("alert_id", "kind", "channel");

-- From here on by hand: what the schema language cannot say.

-- Two processes that look at once start one alert.
CREATE UNIQUE INDEX "alerts_open" ON "alerts" ("tenant_id", "condition", "subject") WHERE "ended_at" IS NULL;
-- What is still to be told: small, whatever the table's size.
CREATE INDEX "notifications_due" ON "notifications" ("next_attempt_at") WHERE "status" = 'pending';

ALTER TABLE "alerts"
  ADD CONSTRAINT "alerts_severity" CHECK ("severity" IN ('warning', 'critical')),
  ADD CONSTRAINT "alerts_times" CHECK ("ended_at" >= "started_at");
ALTER TABLE "notifications"
  ADD CONSTRAINT "notifications_kind" CHECK ("kind" IN ('alert.started', 'alert.ended', 'test')),
  ADD CONSTRAINT "notifications_channel" CHECK ("channel" IN ('webhook', 'email', 'telegram')),
  ADD CONSTRAINT "notifications_status" CHECK ("status" IN ('pending', 'sent', 'failed'));
