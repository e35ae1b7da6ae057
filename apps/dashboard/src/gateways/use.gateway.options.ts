import { useMemo } from 'react';
import { useTexts } from '../language/language.context.js';
import { en } from './texts.en.js';
import { es } from './texts.es.js';

/** The gateways that there are, to choose from. */
export function useGatewayOptions(): readonly { readonly value: string; readonly label: string }[] {
  const { names } = useTexts({ es, en });
  return useMemo(() => Object.entries(names).map(([value, label]) => ({ value, label })), [names]);
}
