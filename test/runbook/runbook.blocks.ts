import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '../../apps/launcher/src/repository.js';

/** One fenced block of the runbook that a person copies into a shell. */
export interface RunbookBlock {
  /** The heading that it stands under. */
  readonly heading: string;
  /** What its first line says after the language: `prueba=<scene>` is run by the tests, `a-mano=<why>` was tried by hand. */
  readonly marker: string;
  readonly script: string;
}

const BLOCK = /^( *)```bash(?: (.*))?\n([^]*?)^ *```$/gm;

/** Every block of RUNBOOK.md in the language of a shell, in the document's order. */
export function runbookBlocks(): RunbookBlock[] {
  const text = readFileSync(join(REPOSITORY, 'RUNBOOK.md'), 'utf8');
  return [...text.matchAll(BLOCK)].map(({ 1: indent = '', 2: marker = '', 3: lines = '', index }) => ({
    heading: [...text.slice(0, index).matchAll(/^#+ (.*)$/gm)].at(-1)?.[1] ?? '',
    marker,
    script: lines.replace(new RegExp(`^${indent}`, 'gm'), '').trimEnd(),
  }));
}

const PREFIX = 'prueba=';

/** The scenes that the document names, in its order. */
export function sceneNames(): string[] {
  const names = runbookBlocks().flatMap(({ marker }) =>
    marker.startsWith(PREFIX) ? [marker.slice(PREFIX.length)] : [],
  );
  return [...new Set(names)];
}

/** All that the document says of one scene, as one script. */
export function scriptOf(scene: string): string {
  const blocks = runbookBlocks().filter(({ marker }) => marker === PREFIX + scene);
  return blocks.map(({ script }) => script).join('\n');
}
