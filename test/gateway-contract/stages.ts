import { startSandbox, type Sandbox } from '../../apps/sandbox/src/sandbox.js';

/** A gateway's own sandbox: which variables open it, and what the account is then. */
export interface RealStage<Account> {
  readonly variables: readonly string[];
  /** Made of the variables' values, in their order. @throws Error for a key that could move money. */
  account(values: readonly string[]): Account;
}

/** Ready to be run, or why not. */
export type RealReading<Account> =
  | { readonly account: Account }
  /** None is set: nobody asked for it. */
  | { readonly notRun: readonly string[] }
  /** Some are set and some are not. */
  | { readonly missing: readonly string[] };

export function readReal<Account>(
  { variables, account }: RealStage<Account>,
  env: Readonly<Record<string, string | undefined>>,
): RealReading<Account> {
  const values = variables.map((name) => env[name]?.trim() ?? '');
  const missing = variables.filter((_name, index) => values[index] === '');
  if (missing.length === variables.length) return { notRun: variables };
  return missing.length > 0 ? { missing } : { account: account(values) };
}

/** The whole of the contract is about test accounts. @throws Error naming the variable, never its value. */
export function testKey(name: string, value: string, prefix: RegExp): string {
  if (prefix.test(value)) return value;
  throw new Error(`${name} is no key of a test account`);
}

/** The sandbox with its decisions a thousand times as fast as the gateways'. */
export function startContractSandbox(): Promise<Sandbox> {
  return startSandbox({ timeFactor: 1000 });
}
