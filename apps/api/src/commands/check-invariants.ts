import { readProcessEnvironment } from '../config/environment.source.js';
import { runInvariantsCommand } from '../invariants/invariants.command.js';

process.exitCode = await runInvariantsCommand(process.argv.slice(2), readProcessEnvironment(), {
  print: (text) => process.stdout.write(text),
  complain: (text) => process.stderr.write(text),
});
