import { parseArgs } from 'node:util';

export const USAGE = `npm run webhooks:process [-- --loop]

Procesa los eventos pendientes o vencidos, del más antiguo al más nuevo, sin la API y sin la cola.
Puede correr junto a los workers: cada evento lo toma uno solo.

  --loop   sigue para siempre, mirando cada segundo; se detiene con Ctrl-C o SIGTERM tras terminar lo que tiene entre manos

Usa la misma configuración que un worker (DATABASE_URL y las claves de cada pasarela).
Códigos de salida: 0 hecho; 1 no se pudo (base de datos, migraciones); 2 uso o configuración incorrectos.
`;

export type ProcessArguments = 'help' | 'once' | 'loop';

/** Null: they are wrong. */
export function readProcessArguments(args: readonly string[]): ProcessArguments | null {
  try {
    const flag = { type: 'boolean' } as const;
    const { values } = parseArgs({ args: [...args], options: { loop: flag, help: { ...flag, short: 'h' } } });
    if (values.help) return 'help';
    return values.loop ? 'loop' : 'once';
  } catch {
    return null;
  }
}
