import { BadDay } from '../support/bad-day.js';
import { browserAvailable, PHONE } from '../support/browser.js';
import { type DashboardVisit, OPERATOR, VIEWER } from '../support/dashboard.stage.js';
import { until } from '../support/until.js';

const OUTAGE = 500;

// A walk is many pages, each looked at in the light and in the dark: on a busy machine that takes its time.
jest.setTimeout(90_000);

(browserAvailable() ? describe : describe.skip)('on a bad day, at the events', () => {
  let day: BadDay;
  let visit: DashboardVisit;

  beforeAll(async () => {
    day = await BadDay.open();
    await day.outage('mercadopago', OUTAGE);
    await day.tell(await day.paid('wompi', 6));
    await until('the other gateway goes on', async () => (await day.count('success')) === 6);
  }, 120_000);
  afterAll(() => day?.close());
  beforeEach(async () => {
    visit = await day.stage.come('/events');
  });
  afterEach(async () => {
    await visit?.leave();
  });

  const button = (name: string | RegExp) => visit.page.getByRole('button', { name });
  const rows = () => visit.page.getByRole('table', { name: 'Eventos' }).locator('tbody tr');
  const groups = () => visit.page.getByRole('region', { name: 'Qué falló' }).getByRole('listitem');
  const views = () => visit.page.getByRole('navigation', { name: 'Vistas' });
  const anEvent = async (status: string): Promise<string> => {
    const { rows: found } = await day.stage.staff.sql.query<{ id: string }>(
      'SELECT id FROM webhook_events WHERE status = $1 ORDER BY id LIMIT 1',
      [status],
    );
    return found[0]?.id ?? '';
  };
  const looks = async (id: string): Promise<string[]> => {
    const { rows: found } = await day.stage.staff.sql.query<{ actor: string }>(
      `SELECT actor FROM audit_log WHERE action = 'event.payload_seen' AND object_id = $1`,
      [id],
    );
    return found.map(({ actor }) => actor);
  };

  it('a viewer sees what failed and why, and no button that mends it', async () => {
    await visit.logIn(VIEWER);
    await visit.untilHeading('Eventos');
    await views()
      .getByRole('link', { name: /Fallidos/ })
      .click();
    await groups().filter({ hasText: '500 eventos' }).waitFor();
    expect(await button(/^Reintentar/).count()).toBe(0);
    expect(await visit.page.getByRole('checkbox').count()).toBe(0);
    await rows().first().getByRole('link').click();
    await visit.page.getByText('Tu rol no permite verlos').waitFor();
    expect(await button(/^Reintentar|Ver datos personales/).count()).toBe(0);
  });

  it('an operator reads one event without what is personal, asks for that, and it is written down who looked', async () => {
    const id = await anEvent('success');
    await visit.goTo(`/events/${id}`);
    await visit.logIn(OPERATOR);
    const payload = visit.page.getByRole('region', { name: 'Lo que envió la pasarela' });
    await visit.page.getByText('Se aplicó al pago.').waitFor();
    await payload.getByText('Los datos personales están ocultos.').waitFor();
    await payload.getByText('Texto', { exact: true }).click();
    const masked = await payload.locator('pre').textContent();
    expect(masked).toContain('***');
    expect(await looks(id)).toEqual([]);
    expect(await visit.barriers()).toEqual([]);
    await visit.pictures('event-desktop');
    await button('Ver datos personales').click();
    await payload.getByRole('status').filter({ hasText: 'Quedó escrito en la auditoría' }).waitFor();
    expect(await payload.locator('pre').textContent()).not.toBe(masked);
    expect(await looks(id)).toEqual([expect.stringMatching(/^user:/)]);
    await button('Ocultarlos').click();
    await payload.getByText('Los datos personales están ocultos.').waitFor();
    expect(await payload.locator('pre').textContent()).toBe(masked);
    expect(await looks(id)).toHaveLength(1);
    await visit.page.getByRole('region', { name: 'Lo que cambió' }).getByRole('link', { name: 'Pago' }).waitFor();
  });

  it('is told why an event failed, by every attempt, in words and with the code', async () => {
    await visit.goTo(`/events/${await anEvent('failed')}`);
    await visit.logIn(OPERATOR);
    const notice = visit.page.getByRole('alert').filter({ hasText: 'todavía no está en los libros' });
    await notice.getByText('gateway_refused').waitFor();
    const attempts = visit.page.getByRole('list', { name: 'Intentos de procesarlo' }).getByRole('listitem');
    expect(await attempts.count()).toBe(1);
    await attempts.getByText('Intento 1: No se pudo').waitFor();
    expect(await visit.barriers()).toEqual([]);
    await visit.page.setViewportSize(PHONE);
    expect(await visit.barriers()).toEqual([]);
    await visit.pictures('event-phone');
  });

  it('filters are in the address, and what matches nothing says so', async () => {
    await visit.logIn(OPERATOR);
    await visit.untilHeading('Eventos');
    await visit.page.getByRole('combobox', { name: 'Pasarela' }).click();
    await visit.page.getByRole('option', { name: 'Wompi' }).click();
    await until('only that gateway is shown', async () => (await rows().count()) === 6);
    expect(new URL(visit.page.url()).search).toBe('?provider=wompi');
    await visit.page.getByLabel('Buscar').fill('no-such-thing');
    await visit.page.keyboard.press('Enter');
    await visit.page.getByText('Nada coincide con los filtros').waitFor();
    await button('Quitar los filtros').click();
    await until('all are shown again', async () => (await rows().count()) === 50);
    expect(new URL(visit.page.url()).search).toBe('');
  });

  it('new events come by themselves, but never under the pointer of who reads', async () => {
    await visit.logIn(OPERATOR);
    await visit.untilHeading('Eventos');
    const first = rows().first();
    await first.hover();
    const before = await first.textContent();
    await day.tell(await day.paid('wompi', 2));
    await button('Mostrar 2 eventos nuevos').waitFor();
    expect((await first.textContent())?.slice(0, 20)).toBe(before?.slice(0, 20));
    await button('Mostrar 2 eventos nuevos').click();
    await visit.page.getByRole('heading', { level: 1 }).hover();
    await until('they are shown', async () => (await rows().count()) === 52);
    await day.tell(await day.paid('wompi', 1));
    await until('one more comes by itself', async () => (await rows().count()) === 53);
  });

  it('a selection is retried, and the rows stay where they are while it is made', async () => {
    await visit.goTo('/events?status=failed');
    await visit.logIn(OPERATOR);
    await rows().first().waitFor();
    for (const index of [0, 1]) await rows().nth(index).getByRole('checkbox').check();
    await visit.page.getByRole('status').filter({ hasText: '2 seleccionados' }).waitFor();
    await button('Reintentar 2').click();
    const dialog = visit.page.getByRole('dialog');
    await dialog.getByText('2 eventos', { exact: true }).waitFor();
    expect(await visit.barriers()).toEqual([]);
    await dialog.getByRole('button', { name: 'Reintentar' }).click();
    await visit.page.getByText('Listo: se procesaron los 2').waitFor();
    await until('they have left the list', async () => (await day.count('failed')) === OUTAGE - 2);
  });

  it('the outage is found, understood in one line, retried with progress, and ends well', async () => {
    await visit.logIn(OPERATOR);
    await visit.untilHeading('Eventos');
    await visit.pictures('events-desktop');
    expect(await visit.barriers()).toEqual([]);
    await views()
      .getByRole('link', { name: /Fallidos/ })
      .click();
    const group = groups().filter({ hasText: 'Mercado Pago' });
    await group.getByText('498 eventos').waitFor();
    await group.getByText('La pasarela rechazó la consulta y se acabaron los intentos').waitFor();
    await group.getByText('gateway_refused').waitFor();
    await rows().first().waitFor();
    expect(await visit.barriers()).toEqual([]);
    await visit.pictures('events-failed-desktop');
    await visit.page.setViewportSize(PHONE);
    await visit.page.getByRole('list', { name: 'Eventos' }).waitFor();
    expect(await visit.barriers()).toEqual([]);
    expect(await visit.page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(PHONE.width);
    await visit.pictures('events-failed-phone');
    await visit.page.setViewportSize({ width: 1280, height: 900 });
    await group.getByRole('button', { name: 'Reintentar 498' }).click();
    await visit.page.getByRole('dialog').getByRole('button', { name: 'Reintentar' }).click();
    await visit.page.getByRole('progressbar', { name: 'Avance del reintento' }).waitFor();
    await visit.pictures('events-retrying-desktop');
    await visit.page.reload();
    await visit.page.getByText('Listo: se procesaron los 498').waitFor({ timeout: 60_000 });
    expect(await day.count('failed')).toBe(0);
    await visit.page.getByText('Nada coincide con los filtros').waitFor();
    expect(await visit.barriers()).toEqual([]);
    await visit.pictures('events-retried-desktop');
    await button('Cerrar').click();
    expect(new URL(visit.page.url()).search).toBe('?status=failed');
  }, 90_000);
});
