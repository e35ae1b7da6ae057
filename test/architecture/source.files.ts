import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative, sep } from 'node:path';
import ts from 'typescript';
import { REPOSITORY } from '../../apps/launcher/src/repository.js';

/** One import (or re-export) of a source file. */
export interface SourceImport {
  /** A package's name as written, or the path of a file of ours, relative to the repository, `.ts`. */
  readonly target: string;
  readonly isOurs: boolean;
  /** Gone once compiled. */
  readonly typesOnly: boolean;
}

/** A TypeScript source of ours that is no test and not generated. */
export interface SourceFile {
  /** Relative to the repository, with slashes. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly SourceImport[];
}

/** Every source under a folder of the repository. */
export function sourcesUnder(folder: string): SourceFile[] {
  return readdirSync(join(REPOSITORY, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name).split(sep).join('/'))
    .filter((path) => /\.tsx?$/.test(path) && !path.endsWith('.spec.ts') && !path.includes('/generated/'))
    .sort()
    .map((path) => {
      const text = readFileSync(join(REPOSITORY, path), 'utf8');
      return { path, text, imports: importsOf(path, text) };
    });
}

/** Static imports, re-exports and `import()`s of a file. */
export function importsOf(path: string, text: string): SourceImport[] {
  const imports: SourceImport[] = [];
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest);
  const add = (specifier: ts.Node | undefined, typesOnly: boolean): void => {
    if (specifier && ts.isStringLiteralLike(specifier)) imports.push(resolved(path, specifier.text, typesOnly));
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, importsTypesOnly(node));
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node.arguments[0], false);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return imports;
}

function importsTypesOnly({ importClause }: ts.ImportDeclaration): boolean {
  if (!importClause) return false;
  if (importClause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const { name, namedBindings } = importClause;
  if (name || !namedBindings || !ts.isNamedImports(namedBindings)) return false;
  return namedBindings.elements.every(({ isTypeOnly }) => isTypeOnly);
}

function resolved(path: string, specifier: string, typesOnly: boolean): SourceImport {
  if (!specifier.startsWith('.')) return { target: specifier, isOurs: false, typesOnly };
  const target = normalize(join(dirname(path), specifier))
    .split(sep)
    .join('/')
    .replace(/\.js$/, '.ts');
  return { target, isOurs: true, typesOnly };
}

/** The path below a folder, or null when it is not below it. */
export function below(folder: string, path: string): string | null {
  const inner = relative(folder, path).split(sep).join('/');
  return inner.startsWith('..') ? null : inner;
}
