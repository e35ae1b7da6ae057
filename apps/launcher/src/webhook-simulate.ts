// `npm run webhook:simulate`: one correctly signed event to a running API, to recover an order whose webhook never came.
import { fieldsOf, textOf } from './http.client.js';
import { LauncherError, runCommand } from './launcher-error.js';
import { ApiClient, problemOf } from './simulation/api.client.js';
import { followEvent } from './simulation/event.follower.js';
import { readSimulation, USAGE } from './simulation/simulation.arguments.js';
import { signForGateway, stripeEventType, type KnownSimulation } from './simulation/simulation.signer.js';
import { simulationTarget, type SimulationTarget } from './simulation/simulation.target.js';
import type { SignedRequest, Simulation } from './simulation/simulation.types.js';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** The request to send, and the transaction that it speaks of. */
interface Prepared {
  readonly id: string;
  readonly request: SignedRequest;
  /** Who is asked what is true of it. */
  readonly judge: string;
}

async function prepare(simulation: Simulation, { env, sandbox }: SimulationTarget): Promise<Prepared> {
  const { provider, id } = simulation;
  if (sandbox) {
    const made = await sandbox.makeTransaction({ ...simulation, deliver: false });
    const type = provider === 'stripe' ? stripeEventType(simulation.status) : undefined;
    const request = await sandbox.signedRequest(provider, made, type);
    return { id: made, request, judge: `el sandbox (${sandbox.url}), donde se acaba de crear` };
  }
  if (id === null)
    throw new LauncherError('--id es obligatorio: sin el sandbox, la transacción debe existir en la pasarela.', 2);
  const known: KnownSimulation = { ...simulation, id };
  return { id, request: await signForGateway(known, env), judge: 'la API de la pasarela' };
}

function describe(simulation: Simulation, { id, judge }: Prepared): string {
  const { provider, status, reference, amountMinor, currency } = simulation;
  return [
    `Evento firmado de ${provider}`,
    `  transacción  ${id}`,
    `  estado       ${status}`,
    `  referencia   ${reference}`,
    `  monto        ${amountMinor} ${currency} (unidades menores)`,
    `  decide       ${judge}`,
  ].join('\n');
}

async function simulate(): Promise<number> {
  const simulation = readSimulation(process.argv.slice(2));
  if (simulation === null) {
    process.stdout.write(USAGE);
    return 0;
  }
  const { provider } = simulation;
  const target = await simulationTarget(provider, simulation.url);
  const prepared = await prepare(simulation, target);
  say(describe(simulation, prepared));
  const api = new ApiClient(target.apiUrl, target.env);
  const answer = await api.postWebhook(provider, prepared.request);
  const path = `POST ${target.apiUrl}/webhooks/${provider}`;
  const { status, id } = fieldsOf(answer.body);
  if (answer.status !== 200) throw new LauncherError(`${path} → ${problemOf(answer)}${hintOf(answer.status)}`);
  say(`${path} → 200 ${String(status)} ${textOf(id) ?? ''}`);
  if (textOf(id) === null) return 0;
  const fate = await followEvent(api, provider, String(id));
  say(fate.text);
  return fate.failed ? 1 : 0;
}

function hintOf(status: number): string {
  if (status === 401) return '\n¿El secreto con el que se firma es el que tiene la API?';
  if (status === 404) return '\nEsa pasarela no está configurada en la API.';
  return '';
}

await runCommand(simulate);
