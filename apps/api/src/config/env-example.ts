import { CONCERNS } from './load-config.js';
import { variablesOf, type VariableDefinition } from './environment.variable.js';

const HEADER = `# Variables de entorno de Pasarela. Se validan al arrancar: todos los problemas se nombran a la vez.
# Una variable vacía es una variable sin definir. Duraciones: 500ms, 30s, 5m, 24h, 7d.
# Las que van sin "#" son obligatorias; "npm start" las genera si faltan.
`;

/** The text of `.env.example`, from what the concerns declare. */
export function renderEnvExample(): string {
  const sections = CONCERNS.map(({ title, type }) => `\n# --- ${title} ---\n${variablesOf(type).map(render).join('')}`);
  return HEADER + sections.join('');
}

function render({ name, description, default: fallback, defaultInWords, required }: VariableDefinition): string {
  const inWords = defaultInWords === undefined ? '' : ` Por defecto: ${defaultInWords}.`;
  return `\n# ${description}${inWords}\n${required ? '' : '#'}${name}=${fallback ?? ''}\n`;
}
