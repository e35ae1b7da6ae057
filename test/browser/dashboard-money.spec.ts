import { freePort } from '../../apps/launcher/src/ports.js';
import { browserAvailable } from '../support/browser.js';
import { lookAt } from '../support/dashboard.look.js';
import { DashboardStage, type DashboardVisit, OPERATOR, VIEWER } from '../support/dashboard.stage.js';
import { Shop } from '../support/shop.js';
import { until } from '../support/until.js';

const AMOUNT = 5_000_000;
const ITEMS = [
  { title: 'Café de origen, 500 g', quantity: 2, unit_amount: 2_000_000 },
  { title: 'Filtros de papel', quantity: 1, unit_amount: 1_000_000 },
];

interface Listed {
  readonly id: string;
  readonly status: string;
}

// A walk is many pages, each looked at in the light and in the dark: on a busy machine that takes its time.
jest.setTimeout(90_000);

(browserAvailable() ? describe : describe.skip)('money, at the dashboard,', () => {
  let stage: DashboardStage;
  let shop: Shop;
  let visit: DashboardVisit;

  beforeAll(async () => {
    const port = await freePort();
    const address = { PORT: String(port), CHECKOUT_BASE_URL: `http://127.0.0.1:${port}` };
    const env = { ...address, RATE_LIMIT_ENABLED: 'false', WEBHOOK_SWEEP_INTERVAL: '100ms' };
    stage = await DashboardStage.open({ sandbox: true, env });
    shop = new Shop(stage.api);
  });
  afterAll(() => stage?.close());
  afterEach(() => visit?.leave());

  const page = () => visit.page;
  const button = (name: string) => page().getByRole('button', { name, exact: true });
  const dialog = () => page().getByRole('dialog');
  const region = (name: string) => page().getByRole('region', { name, exact: true });
  const story = () => page().getByRole('list', { name: 'Qué ha pasado' });
  const told = (text: string | RegExp) => story().getByRole('listitem').filter({ hasText: text }).first().waitFor();

  const enter = async (path: string, who: typeof OPERATOR | typeof VIEWER = OPERATOR): Promise<void> => {
    visit = await stage.come(path);
    await visit.logIn(who);
  };
  const cart = async (): Promise<string> => {
    const body = { currency: 'COP', email: 'mariana@example.com', items: ITEMS };
    return (await shop.call<{ cart: { id: string } }>('POST', '/store/carts', body)).body.cart.id;
  };
  const tell = (reference: string, amount = AMOUNT, status = 'APPROVED'): void =>
    void stage.api.sandbox?.control.makeTransaction({ gateway: 'wompi', reference, amount, status });
  const paymentOf = async (reference: string, status: string): Promise<string> => {
    let found: Listed | undefined;
    await until(`the payment of ${reference} is ${status}`, async () => {
      const { body } = await shop.merchant<{ data: Listed[] }>('GET', `/api/payments?reference=${reference}`);
      found = body.data.find((payment) => payment.status === status);
      return found !== undefined;
    });
    return found?.id ?? '';
  };
  const orderOf = async (cartId: string): Promise<{ id: string; display_id: number }> =>
    (await shop.complete(cartId)).body.order;
  const audited = async (action: string, objectId: string): Promise<number> => {
    const { rows } = await stage.staff.sql.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM audit_log WHERE action = $1 AND object_id = $2',
      [action, objectId],
    );
    return rows[0]?.count ?? 0;
  };

  const arranged = () => page().getByRole('note').filter({ hasText: 'quedó arreglada' });

  /** A shopper pays at the checkout page, by Wompi's own page. */
  const payInBrowser = async (cartId: string): Promise<void> => {
    const shopper = await stage.come();
    await shopper.page.goto(`${stage.api.url}/checkout/${cartId}`);
    await shopper.page.locator('input[name="method"][value="checkout"]').check();
    const gateway = shopper.page.locator('input[name="gateway"][value="wompi"]');
    if ((await gateway.count()) > 0) await gateway.check();
    await shopper.page.getByRole('button', { name: /^Pagar/ }).click();
    await shopper.page
      .getByRole('button', { name: /Aprobada/ })
      .first()
      .click();
    await shopper.page.getByRole('heading', { level: 1, name: '¡Pago aprobado!' }).waitFor({ timeout: 20_000 });
    await shopper.leave();
  };

  it('of a shopper is followed from their click to the bank, and given back in part by who may, once', async () => {
    const cartId = await cart();
    await payInBrowser(cartId);
    await shop.untilOrder(cartId, 'captured');
    await enter('/payments');
    await visit.untilHeading('Pagos');
    await page().getByRole('link', { name: '$ 50.000' }).first().click();
    await visit.untilHeading('$ 50.000');
    for (const what of ['empezó a pagar', 'salió hacia la pasarela', 'volvió a la tienda', 'Llegó un aviso']) {
      await told(what);
    }
    await told(/Pago:.*Pagado/);
    await told(/Pedido:.*Completado/);
    await button('Devolver').click();
    await dialog().getByLabel('Monto (COP)', { exact: false }).first().fill('12.000');
    await dialog().getByLabel('Escribe el monto otra vez').fill('21.000');
    await dialog().getByRole('button', { name: 'Devolver el dinero' }).click();
    await dialog().getByText('No coincide con el monto.').waitFor();
    expect(await visit.barriers()).toEqual([]);
    await visit.pictures('refund-dialog-desktop');
    await dialog().getByLabel('Escribe el monto otra vez').fill('12000');
    await dialog().getByLabel('Motivo').fill('Llegó roto');
    await dialog().getByRole('button', { name: 'Devolver el dinero' }).click();
    await dialog().waitFor({ state: 'hidden' });
    await page()
      .getByRole('banner')
      .getByText('Devuelto en parte')
      .or(page().getByText('Devuelto en parte'))
      .first()
      .waitFor({ timeout: 20_000 });
    await told('Se pidió una devolución');
    await told(/Acción manual · tú/);
    await told('La pasarela devolvió el dinero');
    await region('Montos y datos').getByText('$ 38.000').waitFor();
    const id = new URL(page().url()).pathname.split('/').at(-1) ?? '';
    expect(await audited('payment.refund_requested', id)).toBe(1);
    await page().getByRole('alert').waitFor({ state: 'hidden' });
    await lookAt(visit, 'payment');
    await visit.goTo('/payments');
    await page().getByRole('link', { name: '$ 50.000' }).first().waitFor();
    await lookAt(visit, 'payments');
  });

  it('that was refused says why in words a shop owner understands, with the code beside them', async () => {
    const reference = `WC-${Date.now()}`;
    stage.api.sandbox?.control.makeTransaction({
      gateway: 'mercadopago',
      reference,
      amount: AMOUNT,
      status: 'rejected',
      failure: 'cc_rejected_insufficient_amount',
    });
    const id = await paymentOf(reference, 'failed');
    await enter(`/payments/${id}`);
    await visit.untilHeading('$ 50.000');
    const notice = page().getByRole('note').filter({ hasText: 'El pago fue rechazado' });
    await notice.getByText('No hay fondos suficientes').waitFor();
    await notice.getByText('cc_rejected_insufficient_amount').waitFor();
    await lookAt(visit, 'payment-refused');
  });

  it('that waits says that the bank has not confirmed, and nobody is offered to give it back', async () => {
    const reference = `WC-W${Date.now()}`;
    stage.api.sandbox?.control.makeTransaction({
      gateway: 'mercadopago',
      reference,
      amount: AMOUNT,
      status: 'pending',
    });
    const id = await paymentOf(reference, 'pending');
    await enter(`/payments/${id}`);
    await page().getByRole('note').filter({ hasText: 'El banco aún no confirma' }).waitFor();
    expect(await button('Devolver').count()).toBe(0);
  });

  it('without an order is found by one filter, compared with an order and attached to it', async () => {
    const cartId = await cart();
    const order = await orderOf(cartId);
    const other = await orderOf(await shop.cart(7_000_000));
    tell('WC-perdido');
    const id = await paymentOf('WC-perdido', 'captured');
    await enter('/payments');
    await page().locator('label').filter({ hasText: 'Sin pedido' }).click();
    await until('the filter is in the address', () => page().url().includes('orphan=true'));
    await lookAt(visit, 'payments-orphan');
    await page().getByRole('row').filter({ hasText: 'WC-perdido' }).getByRole('link').click();
    await page().getByRole('note').getByRole('button', { name: 'Asignar a un pedido' }).click();
    await dialog()
      .getByRole('button', { name: new RegExp(`^Pedido ${order.display_id}\\b`) })
      .waitFor();
    await lookAt(visit, 'attach-search');
    await dialog().getByLabel('Busca el pedido').fill(String(other.display_id));
    await dialog().getByRole('button', { name: 'Buscar' }).click();
    await dialog().getByText('Pedidos encontrados').waitFor();
    await dialog()
      .getByRole('button', { name: new RegExp(`^Pedido ${other.display_id}\\b`) })
      .click();
    await dialog().getByText('no se puede asignar').waitFor();
    expect(await dialog().getByRole('button', { name: 'Asignar a este pedido' }).isDisabled()).toBe(true);
    await lookAt(visit, 'attach-differs');
    await dialog().getByRole('button', { name: 'Elegir otro' }).click();
    await dialog()
      .getByRole('button', { name: new RegExp(`^Pedido ${order.display_id}\\b`) })
      .click();
    await dialog().getByText('el pedido quedará pagado').waitFor();
    await lookAt(visit, 'attach-matches');
    await dialog().getByRole('button', { name: 'Asignar a este pedido' }).click();
    await dialog().waitFor({ state: 'hidden' });
    await region('Montos y datos').getByRole('link', { name: 'Ver el pedido' }).click();
    await visit.untilHeading(`Pedido ${order.display_id}`);
    await told(/Pedido:.*Completado/);
    expect(await audited('payment.attached', id)).toBe(1);
    expect(await shop.order(cartId)).toMatchObject({ status: 'completed', payment_status: 'captured' });
  });

  it('that is not what the order asks makes it wait for a person, who decides and says why', async () => {
    const cartId = await cart();
    const order = await orderOf(cartId);
    tell(cartId, 4_000_000);
    await paymentOf(cartId, 'captured');
    await enter('/orders');
    await visit.untilHeading('Pedidos');
    await page()
      .getByRole('row')
      .filter({ hasText: `Pedido ${order.display_id}` })
      .waitFor();
    await page().locator('label').filter({ hasText: 'Por revisar' }).click();
    await until('the filter is in the address', () => page().url().includes('status=requires_review'));
    await lookAt(visit, 'orders');
    await page()
      .getByRole('link', { name: `Pedido ${order.display_id}` })
      .click();
    const notice = page().getByRole('note').filter({ hasText: 'Una persona debe decidir' });
    await notice.getByText('un monto distinto').waitFor();
    await notice.getByText('-$ 10.000').waitFor();
    await region('Datos del pedido').getByText('m***@example.com').waitFor();
    await lookAt(visit, 'order-review');
    await region('Datos del pedido').getByRole('button', { name: 'Mostrar' }).click();
    await region('Datos del pedido').getByText('mariana@example.com').waitFor();
    expect(await audited('order.personal_data_seen', order.id)).toBe(1);
    await notice.getByRole('button', { name: 'Aceptar el pedido' }).click();
    await dialog().getByRole('button', { name: 'Aceptar' }).click();
    await dialog().getByText('Escribe el motivo.').waitFor();
    await dialog().getByLabel('Motivo').fill('Se le dio un descuento por teléfono');
    await dialog().getByRole('button', { name: 'Aceptar' }).click();
    await dialog().waitFor({ state: 'hidden' });
    await notice.waitFor({ state: 'hidden' });
    await told('Una persona lo aceptó');
    await told('Se le dio un descuento por teléfono');
    expect(await audited('order.review_resolved', order.id)).toBe(1);
    expect(await shop.order(cartId)).toMatchObject({ status: 'completed' });
    await lookAt(visit, 'order');
  });

  it('that no webhook told of is found by a reconciliation, which says so in words', async () => {
    const cartId = await cart();
    await orderOf(cartId);
    stage.api.sandbox?.control.makeTransaction({
      gateway: 'stripe',
      reference: cartId,
      amount: AMOUNT,
      deliver: false,
    });
    await enter('/reconciliation');
    await visit.untilHeading('Conciliación');
    await button('Conciliar ahora').click();
    await dialog().getByRole('combobox', { name: 'Pasarela' }).waitFor();
    await visit.pictures('reconcile-dialog-desktop');
    await dialog().getByRole('button', { name: 'Conciliar', exact: true }).click();
    await page()
      .getByRole('heading', { level: 1, name: /^Conciliación, / })
      .waitFor();
    await page()
      .getByRole('note')
      .filter({ hasText: 'quedaron arregladas' })
      .or(arranged())
      .first()
      .waitFor({ timeout: 30_000 });
    const drift = region('Cobrados en la pasarela que aquí no constaban');
    await drift.getByRole('row').filter({ hasText: cartId }).getByText('Arreglado').waitFor();
    await shop.untilOrder(cartId, 'captured');
    await lookAt(visit, 'reconciliation-run');
    const id = new URL(page().url()).pathname.split('/').at(-1) ?? '';
    expect(await audited('reconciliation.started', id)).toBe(1);
    await visit.goTo('/reconciliation');
    await page().getByRole('row').nth(1).waitFor();
    await lookAt(visit, 'reconciliation');
  });

  it('is for viewers to see and not to touch', async () => {
    const cartId = await cart();
    await orderOf(cartId);
    tell(cartId, 4_000_000);
    const id = await paymentOf(cartId, 'captured');
    await enter(`/payments/${id}`, VIEWER);
    await visit.untilHeading('$ 40.000');
    await told(/Pago:.*Pagado/);
    for (const name of ['Devolver', 'Anular', 'Capturar']) expect(await button(name).count()).toBe(0);
    await region('Montos y datos').getByRole('link', { name: 'Ver el pedido' }).click();
    await page().getByRole('note').filter({ hasText: 'Una persona debe decidir' }).waitFor();
    for (const name of ['Aceptar el pedido', 'Cancelar el pedido']) expect(await button(name).count()).toBe(0);
    await visit.goTo('/reconciliation');
    await visit.untilHeading('Conciliación');
    expect(await button('Conciliar ahora').count()).toBe(0);
  });
});
