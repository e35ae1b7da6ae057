import { SegmentedControl } from '@mantine/core';
import { type ReactNode, useMemo, useState } from 'react';
import { CopyButton } from './copy.button.js';
import classes from './json.module.css';
import { useUiTexts } from './use.ui.texts.js';

interface JsonViewProps {
  /** As it was received. What is no JSON is shown as text. */
  readonly text: string;
  readonly label: string;
}

/** Where the branches begin to be closed. */
const OPEN_DEPTH = 2;

/** A payload as a tree that opens and closes, or as the text it is. React writes texts, so nothing in it is ever markup. */
export function JsonView({ text, label }: JsonViewProps): ReactNode {
  const { json } = useUiTexts();
  const parsed = useMemo(() => parse(text), [text]);
  const [shown, setShown] = useState<'tree' | 'text'>('tree');
  return (
    <div className={classes['view']}>
      <div className={classes['bar']}>
        {parsed !== undefined && (
          <SegmentedControl
            size="xs"
            value={shown}
            onChange={setShown}
            data={[
              { value: 'tree', label: json.tree },
              { value: 'text', label: json.text },
            ]}
          />
        )}
        <CopyButton value={text} />
      </div>
      <div className={classes['content']} role="region" aria-label={label} tabIndex={0} translate="no">
        {parsed !== undefined && shown === 'tree' ? (
          <Branch name={null} value={parsed.value} depth={0} />
        ) : (
          <pre className={classes['text']}>{text}</pre>
        )}
      </div>
    </div>
  );
}

function parse(text: string): { readonly value: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return { value };
  } catch {
    return undefined;
  }
}

interface BranchProps {
  readonly name: string | null;
  readonly value: unknown;
  readonly depth: number;
}

function Branch({ name, value, depth }: BranchProps): ReactNode {
  const { json } = useUiTexts();
  if (typeof value !== 'object' || value === null) {
    return (
      <div className={classes['leaf']}>
        <Name name={name} />
        <Leaf value={value} />
      </div>
    );
  }
  const entries = Object.entries(value as Record<string, unknown>);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  return (
    <details className={classes['branch']} open={depth < OPEN_DEPTH}>
      <summary>
        <Name name={name} />
        <span className={classes['mark']}>
          {open}
          <span className={classes['count']}>{json.items(entries.length)}</span>
          {close}
        </span>
      </summary>
      {entries.map(([key, child]) => (
        <Branch key={key} name={key} value={child} depth={depth + 1} />
      ))}
    </details>
  );
}

function Name({ name }: { readonly name: string | null }): ReactNode {
  return name === null ? null : <span className={classes['name']}>{name}: </span>;
}

function Leaf({ value }: { readonly value: unknown }): ReactNode {
  return <span data-type={value === null ? 'null' : typeof value}>{JSON.stringify(value)}</span>;
}
