import type { Sandbox } from '../../apps/sandbox/src/sandbox.js';
import type { ContractCase } from './contract.js';
import { MERCADOPAGO_CONTRACT, MERCADOPAGO_REAL, mercadoPagoSandboxAccount } from './mercadopago.contract.js';
import { readReal, startContractSandbox, type RealStage } from './stages.js';
import { STRIPE_CONTRACT, STRIPE_REAL, stripeSandboxAccount } from './stripe.contract.js';
import { WOMPI_CONTRACT, WOMPI_REAL, wompiSandboxAccount } from './wompi.contract.js';

/** A gateway's own sandbox takes its time. */
jest.setTimeout(120_000);

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startContractSandbox();
});

afterAll(() => sandbox.close());

function describeContract<Account>(
  gateway: string,
  cases: readonly ContractCase<Account>[],
  accountOf: (sandbox: Sandbox) => Account,
  real: RealStage<Account>,
): void {
  const titled = cases.map((one) => [`${one.endpoint} ${one.behaviour}`, one] as const);
  describe(`${gateway}, imitated`, () => {
    it.each(titled)('%s', (_title, { check }) => check(accountOf(sandbox)));
  });

  const reading = readReal(real, process.env);
  describe(`${gateway}, its own sandbox`, () => {
    if ('account' in reading) {
      it.each(titled)('%s', (_title, { check }) => check(reading.account));
      return;
    }
    if ('missing' in reading) {
      it('has all of its credentials or none', () => expect(reading.missing).toEqual([]));
      return;
    }
    it(`was not run: ${real.variables.join(', ')} are not set`, () => {
      expect(real.variables.filter((name) => (process.env[name] ?? '').trim() !== '')).toEqual([]);
    });
  });
}

describeContract('Wompi', WOMPI_CONTRACT, wompiSandboxAccount, WOMPI_REAL);
describeContract('MercadoPago', MERCADOPAGO_CONTRACT, mercadoPagoSandboxAccount, MERCADOPAGO_REAL);
describeContract('Stripe', STRIPE_CONTRACT, stripeSandboxAccount, STRIPE_REAL);

describe('credentials of the contract', () => {
  it('are refused when they could move money, without being repeated', () => {
    const live = { CONTRACT_STRIPE_SECRET_KEY: 'sk_live_secret' };
    const reading = (): unknown => readReal(STRIPE_REAL, live);
    expect(reading).toThrow('CONTRACT_STRIPE_SECRET_KEY is no key of a test account');
    expect(reading).not.toThrow('sk_live_secret');
  });

  it('are named when some of them lack', () => {
    const reading = readReal(WOMPI_REAL, { CONTRACT_WOMPI_PUBLIC_KEY: 'pub_test_x' });
    expect(reading).toEqual({ missing: ['CONTRACT_WOMPI_PRIVATE_KEY', 'CONTRACT_WOMPI_INTEGRITY_SECRET'] });
  });
});
