-- AlterTable
ALTER TABLE "payment_operations" ADD COLUMN     "request_key" TEXT;

-- CreateTable
CREATE TABLE "follow_ups" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "checks" INTEGER NOT NULL DEFAULT 0,
    "next_check_at" TIMESTAMPTZ(6),
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "follow_ups_pkey" PRIMARY KEY ("id")
);

-- From here on by hand: what the schema language cannot say.

CREATE INDEX "follow_ups_due" ON "follow_ups" ("next_check_at") WHERE "next_check_at" IS NOT NULL;
-- Payments whose end is not known: small, whatever the table's size.
CREATE INDEX "payments_waiting" ON "payments" ("created_at") WHERE "phase" IN ('pending', 'authorized');
ALTER TABLE "follow_ups" ADD CONSTRAINT "follow_ups_kind" CHECK ("kind" IN ('order', 'payment'));
