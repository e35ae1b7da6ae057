// A process that owns an embedded PostgreSQL, for the tests that kill it. Arguments: the compiled module, the folder.
const [module, folder] = process.argv.slice(2);
const { startEmbeddedPostgres } = await import(module);
const server = await startEmbeddedPostgres({ folder, profile: 'throwaway' });
process.stdout.write(`${JSON.stringify({ pid: server.pid, url: server.url() })}\n`);
setInterval(() => undefined, 60_000);
