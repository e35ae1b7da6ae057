// The load generator: a process of its own, so that what it costs is not counted as the server's. It is told what to do over its
// channel to the benchmark, and ends with it.
import type { LoadMessage, LoadRequest } from './load.messages.js';
import { runLoad } from './load.run.js';

function tell(message: LoadMessage): void {
  process.send?.(message);
}

process.on('message', (request: LoadRequest) => {
  runLoad(request, () => tell({ kind: 'begun' })).then(
    (result) => tell({ kind: 'done', result }),
    (error: unknown) => tell({ kind: 'failed', message: error instanceof Error ? error.message : String(error) }),
  );
});
process.once('disconnect', () => process.exit());
