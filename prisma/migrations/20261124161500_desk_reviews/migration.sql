-- AlterTable
ALTER TABLE "order_history" ADD COLUMN     "note" TEXT;

-- AlterTable
ALTER TABLE "orders" ADD COLUMN     "reviewed_payments" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[];

-- AlterTable
ALTER TABLE "payment_sessions" ADD COLUMN     "redirected_at" TIMESTAMPTZ(6),
ADD COLUMN     "returned_at" TIMESTAMPTZ(6);
