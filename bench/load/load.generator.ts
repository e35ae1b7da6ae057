import { fork, type ChildProcess } from 'node:child_process';
import { compiled } from '../../apps/launcher/src/repository.js';
import type { LoadMessage, LoadRequest, LoadResult } from './load.messages.js';

/** The load generator's process, as the benchmark sees it. One request at a time. */
export class LoadGenerator {
  private readonly child: ChildProcess;

  constructor() {
    this.child = fork(compiled('bench/load/generator.js'), [], {
      serialization: 'advanced',
      execArgv: ['--enable-source-maps'],
    });
  }

  /** Has the events delivered. @param onBegin called when all is built and the first request goes out. */
  run(request: LoadRequest, onBegin: () => void = () => undefined): Promise<LoadResult> {
    return new Promise((resolve, reject) => {
      const finish = (settle: () => void): void => {
        this.child.off('message', take);
        this.child.off('exit', gone);
        settle();
      };
      const take = (message: LoadMessage): void => {
        if (message.kind === 'begun') onBegin();
        else if (message.kind === 'done') finish(() => resolve(message.result));
        else finish(() => reject(new Error(`load generator: ${message.message}`)));
      };
      const gone = (): void => finish(() => reject(new Error('the load generator ended')));
      this.child.on('message', take);
      this.child.once('exit', gone);
      this.child.send(request);
    });
  }

  stop(): void {
    if (this.child.connected) this.child.disconnect();
  }
}
