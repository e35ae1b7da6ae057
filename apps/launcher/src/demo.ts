// `npm run demo`: pays through every sandbox gateway against a running `npm start` and prints each step.
import { parseArgs } from 'node:util';
import { DemoMerchant } from './demo/demo.merchant.js';
import { playScenes } from './demo/demo.scenes.js';
import { DemoShop } from './demo/demo.shop.js';
import { DemoStage } from './demo/demo.stage.js';
import { LauncherError, runCommand } from './launcher-error.js';
import { ApiClient } from './simulation/api.client.js';
import { simulationTarget } from './simulation/simulation.target.js';
import { PROVIDERS } from './simulation/simulation.types.js';

const USAGE = `npm run demo

Con npm start en marcha: paga con cada pasarela del sandbox, en sus páginas y con sus datos de prueba, y muestra cada paso.
El webhook llega antes que el pedido, después y repetido; el banco dice que no y se paga de otra manera; la pasarela se cae
en mitad de un pago; el comercio devuelve una parte y luego el resto. Menos de un minuto.
Las pasarelas con claves propias se dejan en paz. Hace falta el worker (ROLE=all, como viene).
Códigos de salida: 0 todo salió como se esperaba; 1 algo no, o no hay npm start; 2 uso incorrecto.
`;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function play(): Promise<number> {
  if (asksForHelp()) {
    process.stdout.write(USAGE);
    return 0;
  }
  const stage = new DemoStage(say);
  let played = 0;
  for (const provider of PROVIDERS) {
    const { apiUrl, env, sandbox } = await simulationTarget(provider, null);
    if (!sandbox) continue;
    if (played++ === 0) say(`API ${apiUrl}, sandbox ${sandbox.url}`);
    const api = new ApiClient(apiUrl, env);
    if (stage.failed) continue;
    await playScenes({ stage, shop: new DemoShop(api), merchant: new DemoMerchant(api), sandbox, provider });
  }
  if (played === 0) {
    throw new LauncherError(
      'No hay un npm start en marcha con alguna pasarela en el sandbox: ejecútelo en otra terminal.',
    );
  }
  if (stage.failed) say('\nLa demostración se detiene aquí. ¿Está en marcha el worker (ROLE=all o worker)?');
  say(stage.summary());
  return stage.failed ? 1 : 0;
}

function asksForHelp(): boolean {
  try {
    return parseArgs({ options: { help: { type: 'boolean', short: 'h', default: false } } }).values.help;
  } catch {
    throw new LauncherError(`Opciones desconocidas.\n\n${USAGE}`, 2);
  }
}

await runCommand(play);
