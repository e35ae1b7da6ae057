import { createContext, type ReactNode, useContext } from 'react';
import { useLoaded } from '../ui/use.loaded.js';
import { Loading } from '../ui/loading.js';
import { PageFrame } from '../ui/page.frame.js';
import { Trouble } from '../ui/trouble.js';
import { loadShop, type Shop } from './shop.js';

const ShopContext = createContext<Shop | null>(null);

/** Nothing can be shown before the API's key is known. */
export function ShopProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const [shop, again] = useLoaded(loadShop, 'shop');
  if (shop.state === 'ready') return <ShopContext value={shop.value}>{children}</ShopContext>;
  return <PageFrame>{shop.state === 'loading' ? <Loading /> : <Trouble error={shop.error} again={again} />}</PageFrame>;
}

export function useShop(): Shop {
  const shop = useContext(ShopContext);
  if (shop === null) throw new Error('there is no ShopProvider above');
  return shop;
}

/** Where to ask for help; null also while the installation is not known yet. */
export function useSupportUrl(): string | null {
  return useContext(ShopContext)?.supportUrl ?? null;
}
