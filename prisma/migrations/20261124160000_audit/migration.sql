-- AlterTable
ALTER TABLE "users" ADD COLUMN     "last_login_at" TIMESTAMPTZ(6);

-- AlterTable
ALTER TABLE "api_keys" ADD COLUMN     "expires_at" TIMESTAMPTZ(6);

-- CreateTable
CREATE TABLE "audit_log" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "object_kind" TEXT,
    "object_id" TEXT,
    "details" JSONB NOT NULL DEFAULT '{}',
    "request_id" TEXT,
    "address" TEXT,

    CONSTRAINT "audit_log_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "audit_log_action" ON "audit_log"("action", "id" DESC);

-- CreateIndex
CREATE INDEX "audit_log_actor" ON "audit_log"("actor", "id" DESC);

-- CreateIndex
CREATE INDEX "audit_log_object" ON "audit_log"("object_id", "id" DESC);

-- CreateIndex
CREATE INDEX "users_newest" ON "users"("tenant_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "api_keys_newest" ON "api_keys"("tenant_id", "created_at" DESC, "id" DESC);

-- From here on by hand: what the schema language cannot say.

-- Who did what is only ever added to; emptying the table is rewriting it too. (A restore loads before it enables triggers, and
-- keeps the rows that were there.)
CREATE TRIGGER "audit_log_append_only" BEFORE UPDATE OR DELETE ON "audit_log"
  FOR EACH ROW EXECUTE FUNCTION "refuse_rewriting_history"();
CREATE TRIGGER "audit_log_never_emptied" BEFORE TRUNCATE ON "audit_log"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_rewriting_history"();
