/** Environment variables as they come: text, or not there. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The configuration cannot be used. Its message has one line per problem and no value. */
export class ConfigurationError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'ConfigurationError';
  }
}

/** Collects every problem and every warning of one reading of the environment, so that all are named at once. */
export class EnvironmentReport {
  readonly warnings: string[] = [];
  private readonly problems = new Map<string, string>();

  constructor(readonly environment: Environment) {}

  /** `NODE_ENV=production`: what may be lenient elsewhere is strict. */
  get production(): boolean {
    return this.read('NODE_ENV') === 'production';
  }

  /** The variable's text without blanks around it; undefined when it is not set, and empty is not set. */
  read(name: string): string | undefined {
    const value = this.environment[name]?.trim();
    return value === '' ? undefined : value;
  }

  isSet(name: string): boolean {
    return this.read(name) !== undefined;
  }

  /** Names the variable as missing unless it is there (and then perhaps invalid, which is said elsewhere). */
  require(...names: readonly string[]): void {
    for (const name of names) {
      if (!this.isSet(name)) this.add(name, `Falta variable de entorno requerida: ${name}`);
    }
  }

  /** @param reason in Spanish, without the value. */
  invalid(name: string, reason: string): void {
    this.add(name, `Variable de entorno inválida: ${name} (${reason})`);
  }

  warn(text: string): void {
    this.warnings.push(text);
  }

  /** @throws ConfigurationError when anything was wrong. */
  throwIfUnusable(): void {
    if (this.problems.size > 0) throw new ConfigurationError([...this.problems.values()]);
  }

  /** One line per variable: its first problem. */
  private add(name: string, line: string): void {
    if (!this.problems.has(name)) this.problems.set(name, line);
  }
}
