// Loaded (--import) before a program that the launcher starts. The channel to the launcher closes when the launcher is gone,
// `kill -9` included: then the program is asked to stop as by a SIGTERM, and killed if it does not.
const KILL_AFTER_MS = 20_000;

process.once('disconnect', () => {
  process.kill(process.pid, 'SIGTERM');
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), KILL_AFTER_MS).unref();
});
// The channel alone must not keep a program alive that has finished.
process.channel?.unref();

export {};
