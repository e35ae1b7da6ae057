-- CreateTable
CREATE TABLE "invariant_checks" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(6) NOT NULL,
    "finished_at" TIMESTAMPTZ(6) NOT NULL,
    "violations" INTEGER NOT NULL,
    "findings" JSONB NOT NULL,

    CONSTRAINT "invariant_checks_pkey" PRIMARY KEY ("id")
);
