import { readProcessArguments } from './webhooks-process.arguments.js';

describe('the arguments of webhooks:process', () => {
  it('works the backlog once unless told to go on', () => {
    expect(readProcessArguments([])).toBe('once');
    expect(readProcessArguments(['--loop'])).toBe('loop');
  });

  it('explains itself when asked, whatever else is said', () => {
    expect(readProcessArguments(['--loop', '--help'])).toBe('help');
    expect(readProcessArguments(['-h'])).toBe('help');
  });

  it.each([['--forever'], ['now'], ['--loop=yes']])('refuses %s', (argument) => {
    expect(readProcessArguments([argument])).toBeNull();
  });
});
