import { checkBackupFile, type ExpectedFile } from './backup.check.js';
import { RestoreError } from './backup.errors.js';
import type { BackupFormat } from './backup.name.js';
import { restoreChecked } from './backup.restore.js';
import { passed, refused, verdictOf, type BackupCheck, type BackupVerdict } from './backup.verdict.js';
import type { ArchiveSummary, RowCounts } from './archive.events.js';
import type { ReadingTools } from './archive.reader.js';
import { countTables, readTables } from './database.snapshot.js';
import { differentSums, sumMoney, type MoneySums } from './money.sums.js';
import { NOT_LOADED } from './restore.content.js';
import { schemaMigrator } from './schema.migrator.js';
import { withScratchDatabase, type ScratchServer } from './scratch.database.js';

/** What was recorded when the backup was made, its money included. */
export interface ExpectedContent extends ExpectedFile {
  readonly money?: MoneySums | null;
}

/** What a restored database was found to hold, before anything in it was mended. */
interface RestoredContent {
  readonly rowCounts: RowCounts;
  readonly money: MoneySums;
}

/**
 * Checks a backup's file and, when it is whole, restores it into a database of its own, which is dropped afterwards: rows of
 * every table and sums of money per currency must be those of the moment of the backup. The caller holds the scratch lock.
 * @throws ScratchNotPermittedError; what is wrong with the backup is an answer.
 */
export async function checkDeeply(
  path: string,
  format: BackupFormat,
  expected: ExpectedContent,
  tools: ReadingTools & ScratchServer,
): Promise<BackupVerdict> {
  const { ok, checks, summary } = await checkBackupFile(path, format, expected, tools);
  if (!ok) return verdictOf(checks, summary);
  if (summary === null) {
    const unreadable = refused('restore', 'backup_not_restorable', 'pg_restore is not on this machine');
    return verdictOf([...checks, unreadable], null);
  }
  const more = await withScratchDatabase(tools, (url) =>
    restoreAndCompare(url, { path, format, summary }, expected, tools),
  );
  return verdictOf([...checks, ...more], summary);
}

async function restoreAndCompare(
  scratchUrl: string,
  file: { readonly path: string; readonly format: BackupFormat; readonly summary: ArchiveSummary },
  expected: ExpectedContent,
  tools: ReadingTools,
): Promise<BackupCheck[]> {
  const found: RestoredContent[] = [];
  try {
    await restoreChecked(scratchUrl, file, {
      ...tools,
      migrator: schemaMigrator,
      inspect: async (client) => {
        const tables = (await readTables(client)).map(({ name }) => name);
        found.push({ rowCounts: await countTables(client, tables), money: await sumMoney(client) });
      },
    });
  } catch (error) {
    if (!(error instanceof RestoreError)) throw error;
    return [refused('restore', 'backup_not_restorable', `${error.message} (${Object.values(error.facts).join(', ')})`)];
  }
  const [content] = found as [RestoredContent];
  return [
    passed('restore', `into a database of its own, migration ${file.summary.migration}`),
    compareRows(content.rowCounts, expected.rowCounts ?? file.summary.rowCounts),
    compareMoney(content.money, expected.money ?? null),
  ];
}

/** Tables that the backup does not have are those of later migrations, and empty. */
function compareRows(found: RowCounts, recorded: RowCounts): BackupCheck {
  const names = Object.keys({ ...recorded, ...found }).filter((name) => !NOT_LOADED.has(name));
  const different = names.filter((name) => (found[name] ?? 0) !== (recorded[name] ?? 0));
  if (different.length === 0) return passed('restored_rows', `${names.length} tables agree`);
  const detail = different.map((name) => `${name}: ${found[name] ?? 0} instead of ${recorded[name] ?? 0}`);
  return refused('restored_rows', 'backup_rows_differ', detail.join('; '));
}

function compareMoney(found: MoneySums, recorded: MoneySums | null): BackupCheck {
  if (recorded === null) return passed('money', 'no sums were recorded when it was made');
  const different = differentSums(found, recorded);
  if (different.length > 0) return refused('money', 'backup_money_differs', different.join('; '));
  return passed('money', `${Object.keys(recorded).length} sums agree`);
}
