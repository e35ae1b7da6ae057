import { BadDay } from '../support/bad-day.js';
import { browserAvailable, PHONE } from '../support/browser.js';
import { type DashboardVisit, OPERATOR, VIEWER } from '../support/dashboard.stage.js';
import { until } from '../support/until.js';

/** What waits for numbers that are written every few seconds. */
const PATIENT = { timeout: 30_000 };

(browserAvailable() ? describe : describe.skip)('the first page of the dashboard', () => {
  let day: BadDay;
  let visit: DashboardVisit;

  beforeAll(async () => {
    day = await BadDay.open();
    await day.tell([
      ...(await day.paid('stripe', 10)),
      ...(await day.paid('wompi', 10)),
      ...(await day.paid('mercadopago', 5)),
    ]);
    await until('all is worked', async () => (await day.count('success')) === 25);
    await day.market.completeAll();
  }, 60_000);
  afterAll(() => day?.close());
  beforeEach(async () => {
    visit = await day.stage.come();
  });
  afterEach(async () => {
    await visit?.leave();
  });

  const verdict = () => visit.page.getByRole('region', { name: '¿Hay dinero detenido?' });
  const answer = (text: string) => verdict().getByRole('status').filter({ hasText: text });
  const gateway = (name: string) =>
    visit.page.getByRole('region', { name: 'Pasarelas' }).getByRole('listitem').filter({ hasText: name });
  const drawings = () => visit.page.locator('.recharts-surface');

  it('says no when all is up to date, and how it goes', async () => {
    await visit.logIn(VIEWER);
    await answer('No. Todo va al día.').waitFor();
    await gateway('Stripe').getByText('Atiende').waitFor();
    await visit.page.getByText(/^Aprobados: \d+/).waitFor();
    await until('the charts are drawn', async () => (await drawings().count()) >= 4);
    expect(await visit.barriers()).toEqual([]);
    expect(visit.visitor.complaints.filter((text) => !text.includes('status of 401'))).toEqual([]);
    await visit.pictures('home-good-desktop');
    await visit.page.setViewportSize(PHONE);
    expect(await visit.page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(PHONE.width);
    await visit.pictures('home-good-phone');
  });

  it('has every chart as a table, for the period and the gateway that are chosen', async () => {
    await visit.logIn(VIEWER);
    const chart = visit.page.getByRole('region', { name: 'Cobrado (COP)' });
    await chart.getByRole('button', { name: 'Ver los datos' }).click();
    const table = chart.getByRole('table', { name: 'Cobrado (COP)' });
    await table.getByRole('columnheader', { name: 'Stripe' }).waitFor();
    await visit.page.getByRole('combobox', { name: 'Pasarela' }).click();
    await visit.page.getByRole('option', { name: 'Wompi' }).click();
    await table.getByRole('columnheader', { name: 'Wompi' }).waitFor();
    await until('only that gateway is in it', async () => (await table.getByText('Stripe').count()) === 0);
    await visit.page.getByText('30 días', { exact: true }).click();
    await visit.page.getByRole('region', { name: 'Del aviso al cobro registrado' }).waitFor();
    expect(new URL(visit.page.url()).search).toBe('?gateway=wompi&charts=month');
    expect(await visit.barriers()).toEqual([]);
  });

  it('recognises a secret that was changed, says since when and what to do', async () => {
    await day.tell((await day.paid('stripe', 4)).map((delivery) => day.forged(delivery)));
    await visit.logIn(OPERATOR);
    const reason = verdict().getByRole('listitem').filter({ hasText: 'Stripe: la firma falla desde' });
    await reason.waitFor(PATIENT);
    await reason.getByText(/el último evento bueno llegó .*: probablemente se cambió el secreto/).waitFor();
    await reason.getByText(/Copia el secreto de eventos/).waitFor();
    await answer('Sí.').waitFor();
    await gateway('Stripe')
      .getByText(/probablemente se cambió el secreto/)
      .waitFor();
    expect(
      await gateway('Wompi')
        .getByText(/la firma falla/)
        .count(),
    ).toBe(0);
    expect(await visit.barriers()).toEqual([]);
    await visit.pictures('home-secret-desktop');
    await day.tell(await day.paid('stripe', 1));
    await answer('No. Todo va al día.').waitFor(PATIENT);
    await gateway('Stripe').getByText('4 avisos con firma que no vale en la última hora').waitFor();
  }, 90_000);

  it('says yes when events failed, and leads to where they are mended', async () => {
    await day.outage('wompi', 3);
    await visit.logIn(OPERATOR);
    await answer('Sí.').waitFor();
    await verdict().getByText('3 eventos fallaron y nadie los ha reintentado').waitFor();
    expect(await visit.barriers()).toEqual([]);
    await visit.pictures('home-failed-desktop');
    await visit.page.setViewportSize(PHONE);
    expect(await visit.barriers()).toEqual([]);
    await visit.pictures('home-failed-phone');
    await visit.page.setViewportSize({ width: 1280, height: 900 });
    await verdict().getByRole('link', { name: 'Ver qué falló y reintentar' }).click();
    await visit.untilHeading('Eventos');
    await visit.page.getByRole('button', { name: 'Reintentar 3' }).click();
    await visit.page.getByRole('dialog').getByRole('button', { name: 'Reintentar' }).click();
    await visit.page.getByText('Listo: se procesaron los 3').waitFor();
    await visit.page.getByRole('link', { name: 'Inicio' }).click();
    await until('it says so by itself', async () => !((await verdict().textContent()) ?? '').includes('fallaron'));
  });

  it('is read in English too', async () => {
    await visit.logIn(VIEWER);
    await visit.page.getByRole('button', { name: 'English' }).click();
    await visit.untilHeading('Home');
    await visit.page.getByRole('region', { name: 'Is money stuck?' }).getByRole('status').waitFor();
    expect(await visit.barriers()).toEqual([]);
  });
});
