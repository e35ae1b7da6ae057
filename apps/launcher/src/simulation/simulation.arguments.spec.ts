import { LauncherError } from '../launcher-error.js';
import { readSimulation } from './simulation.arguments.js';

const NEEDED = ['--provider', 'wompi', '--reference', 'WC-1050', '--amount', '5000000'];

function misuse(args: readonly string[]): LauncherError {
  try {
    readSimulation(args);
  } catch (error) {
    if (error instanceof LauncherError) return error;
  }
  throw new Error(`accepted: ${args.join(' ')}`);
}

describe('the arguments of webhook:simulate', () => {
  it('reads the line that the operator copies from a receipt', () => {
    const line =
      '--provider wompi --status APPROVED --reference WC-1050 --amount 5000000 --currency COP --id 01-123456-789';
    expect(readSimulation(line.split(' '))).toEqual({
      provider: 'wompi',
      status: 'APPROVED',
      reference: 'WC-1050',
      amountMinor: 5_000_000,
      currency: 'COP',
      id: '01-123456-789',
      url: null,
    });
  });

  it.each([
    ['wompi', 'APPROVED'],
    ['mercadopago', 'approved'],
    ['stripe', 'succeeded'],
  ])('takes a payment of %s for paid, in its own words', (provider, status) => {
    const args = ['--provider', provider, ...NEEDED.slice(2)];
    expect(readSimulation(args)).toMatchObject({ provider, status, currency: 'COP', id: null });
  });

  it('knows MercadoPago by its short name, currencies in small letters and addresses with a slash at the end', () => {
    const args = [...NEEDED, '--provider', 'mp', '--currency', 'cop', '--url', 'http://127.0.0.1:3000/'];
    expect(readSimulation(args)).toMatchObject({
      provider: 'mercadopago',
      currency: 'COP',
      url: 'http://127.0.0.1:3000',
    });
  });

  it('asks for no more than the help when that is asked for', () => {
    expect(readSimulation(['--help'])).toBeNull();
    expect(readSimulation(['-h', '--provider', 'nobody'])).toBeNull();
  });

  it('names everything that is missing at once and ends with 2', () => {
    const error = misuse([]);
    expect(error.exitCode).toBe(2);
    for (const name of ['--provider', '--reference', '--amount']) {
      expect(error.message.split('\n\n')[0]).toContain(name);
    }
  });

  it.each([
    ['--amount', '50.000'],
    ['--amount', '0'],
    ['--amount', '5e6'],
    ['--currency', 'PESOS'],
    ['--reference', 'two words'],
    ['--provider', 'bold'],
    ['--url', 'file:///etc/passwd'],
    ['--surprise', 'x'],
  ])('refuses %s %s', (name, value) => {
    const error = misuse([...NEEDED, name, value]);
    expect(error.exitCode).toBe(2);
    expect(error.message).toContain(name);
  });
});
