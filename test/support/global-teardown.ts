/** After the integration tests: stops their PostgreSQL and removes its data. */
export default async function tearDown(): Promise<void> {
  await globalThis.stopTestPostgres?.();
}
