import type { ReactNode } from 'react';
import { useTexts } from '../language/language.context.js';
import { useShop } from '../shop/shop.context.js';
import { useLoaded } from '../ui/use.loaded.js';
import { gatewayName } from './method.options.js';

/** What the shopper agrees to by paying through a gateway without seeing its page. */
export function GatewayTerms({ provider }: { readonly provider: string }): ReactNode {
  const { client } = useShop();
  const { checkout } = useTexts();
  const [terms] = useLoaded((signal) => client.terms(provider, signal), provider);
  if (terms.state !== 'ready' || terms.value.length === 0) return null;
  return (
    <p className="hint">
      {checkout.terms(gatewayName(provider))}{' '}
      {terms.value.map(({ kind, url }, index) => (
        <span key={url}>
          {index > 0 && ' · '}
          <a href={url} target="_blank" rel="noopener noreferrer">
            {checkout.termKinds[kind]}
          </a>
        </span>
      ))}
    </p>
  );
}
