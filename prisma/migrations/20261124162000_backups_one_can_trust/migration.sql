-- AlterTable
ALTER TABLE "backups" ADD COLUMN     "encryption_key_id" TEXT,
ADD COLUMN     "local_removed_at" TIMESTAMPTZ(6),
ADD COLUMN     "money" JSONB,
ADD COLUMN     "progress" JSONB,
ADD COLUMN     "remote_at" TIMESTAMPTZ(6),
ADD COLUMN     "remote_error" TEXT,
ADD COLUMN     "remote_key" TEXT,
ADD COLUMN     "remote_tried_at" TIMESTAMPTZ(6),
ADD COLUMN     "verification" JSONB;

-- CreateTable
CREATE TABLE "restore_drills" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "backup_id" TEXT,
    "origin" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'running',
    "source" TEXT,
    "checks" JSONB,
    "error_code" TEXT,
    "error" TEXT,
    "started_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(6),

    CONSTRAINT "restore_drills_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "restores" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "backup_id" TEXT,
    "taken_at" TIMESTAMPTZ(6) NOT NULL,
    "restored_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "reached_at" TIMESTAMPTZ(6) NOT NULL,
    "run_id" TEXT,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "next_run_at" TIMESTAMPTZ(6),
    "caught_up_at" TIMESTAMPTZ(6),

    CONSTRAINT "restores_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "restore_drills_newest" ON "restore_drills"("started_at" DESC, "id" DESC);

-- From here on by hand: what the schema language cannot say.

ALTER TABLE "restore_drills" ADD CONSTRAINT "restore_drills_status" CHECK ("status" IN ('running', 'passed', 'failed'));
ALTER TABLE "restore_drills" ADD CONSTRAINT "restore_drills_origin" CHECK ("origin" IN ('command', 'schedule'));
-- What still has to be asked of the gateways: nearly always none.
CREATE INDEX "restores_open" ON "restores" ("restored_at") WHERE "caught_up_at" IS NULL;
ALTER TABLE "reconciliation_runs" DROP CONSTRAINT "reconciliation_runs_origin",
  ADD CONSTRAINT "reconciliation_runs_origin" CHECK ("origin" IN ('manual', 'schedule', 'restore'));
