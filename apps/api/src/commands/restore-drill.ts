import { runDrillCommand } from '../backups/drill/drill.command.js';
import { readProcessEnvironment } from '../config/environment.source.js';

process.exitCode = await runDrillCommand(process.argv.slice(2), readProcessEnvironment(), {
  print: (text) => process.stdout.write(text),
  complain: (text) => process.stderr.write(text),
});
