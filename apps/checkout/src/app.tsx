import type { ReactNode } from 'react';
import { CheckoutPage } from './checkout/checkout.page.js';
import { useTexts } from './language/language.context.js';
import { OrderPage } from './order/order.page.js';
import { type PageAddress, pageAddressOf } from './page.address.js';
import { ReturnPage } from './return/return.page.js';
import { ShopProvider } from './shop/shop.context.js';
import { Notice } from './ui/notice.js';
import { PageFrame } from './ui/page.frame.js';

/** One document, three pages: which one, its address says. From page to page the browser navigates. */
export function App(): ReactNode {
  const address = pageAddressOf(window.location.pathname);
  return (
    <ShopProvider>
      <PageFrame>
        <Page address={address} />
      </PageFrame>
    </ShopProvider>
  );
}

function Page({ address }: { readonly address: PageAddress }): ReactNode {
  const { trouble } = useTexts();
  switch (address.page) {
    case 'checkout':
      return <CheckoutPage cartId={address.cartId} />;
    case 'return':
      return <ReturnPage cartId={address.cartId} />;
    case 'order':
      return <OrderPage orderId={address.orderId} />;
    case 'unknown':
      return <Notice kind="problem" title={trouble.notFound} />;
  }
}
