import 'reflect-metadata';
import { boot } from './boot.js';

const USAGE = `npm run start:prod: la API compilada, sin nada incluido. Toda su configuración son variables de entorno: vea .env.example.
`;

const [argument] = process.argv.slice(2);
if (argument === undefined) {
  await boot(process.stderr);
} else {
  const known = argument === '--help' || argument === '-h';
  (known ? process.stdout : process.stderr).write(known ? USAGE : `Argumento desconocido: ${argument}\n${USAGE}`);
  process.exitCode = known ? 0 : 2;
}
