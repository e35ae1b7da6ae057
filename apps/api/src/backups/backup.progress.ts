/** What a backup that runs is doing. */
export type BackupPhase = 'counting' | 'reading' | 'checking' | 'uploading' | 'done';

/** How far a backup is, as its row tells. */
export interface BackupProgress {
  readonly phase: BackupPhase;
  readonly tables_done: number;
  readonly tables_total: number;
  /** Rows of the tables that are done, and what is known of the one at hand. */
  readonly rows: number;
  /** On disk so far; while it is uploaded, in the bucket so far. */
  readonly bytes: number;
}

/** Where those who make a backup tell how far they are. */
export interface ProgressTeller {
  tell(news: Partial<BackupProgress>): void;
  /** One table more is done, or some rows more are read. */
  add(done: { readonly tables?: number; readonly rows?: number; readonly bytes?: number }): void;
}

const NOTHING: BackupProgress = { phase: 'counting', tables_done: 0, tables_total: 0, rows: 0, bytes: 0 };
const EVERY_MS = 1_000;

/**
 * Keeps the progress of one backup and writes it down once a second, never twice at once. A write that fails costs nothing
 * but the news: the backup goes on.
 */
export class ProgressKeeper implements ProgressTeller {
  private current: BackupProgress;
  private written: BackupProgress | null = null;
  private writing: Promise<void> = Promise.resolve();
  private isWriting = false;
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly write: (progress: BackupProgress) => Promise<void>,
    begun: BackupProgress | null = null,
  ) {
    this.current = begun ?? NOTHING;
    this.timer = setInterval(() => this.flush(), EVERY_MS).unref();
    this.flush();
  }

  get value(): BackupProgress {
    return this.current;
  }

  tell(news: Partial<BackupProgress>): void {
    const isNewPhase = news.phase !== undefined && news.phase !== this.current.phase;
    this.current = { ...this.current, ...news };
    if (isNewPhase) this.flush();
  }

  add({
    tables = 0,
    rows = 0,
    bytes = 0,
  }: {
    readonly tables?: number;
    readonly rows?: number;
    readonly bytes?: number;
  }): void {
    const { current } = this;
    this.current = {
      ...current,
      tables_done: current.tables_done + tables,
      rows: current.rows + rows,
      bytes: current.bytes + bytes,
    };
  }

  /** Writes the last news and returns when they are written; nothing is written afterwards. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.writing;
    this.flush();
    await this.writing;
  }

  /** News that come while one is being written wait for the next second. */
  private flush(): void {
    const { current } = this;
    if (this.isWriting || current === this.written) return;
    this.isWriting = true;
    this.written = current;
    this.writing = this.write(current)
      .catch(() => undefined)
      .finally(() => {
        this.isWriting = false;
      });
  }
}
