import { QueueService } from '../../apps/api/src/queue/queue.service.js';
import { browserAvailable, PHONE } from '../support/browser.js';
import { DashboardStage, type DashboardVisit, OPERATOR, VIEWER } from '../support/dashboard.stage.js';
import { until } from '../support/until.js';

const QUEUE = 'operations';

(browserAvailable() ? describe : describe.skip)('at the queues', () => {
  let stage: DashboardStage;
  let visit: DashboardVisit;

  beforeAll(async () => {
    stage = await DashboardStage.open({ env: { ROLE: 'api' } });
    const queues = stage.api.app.get(QueueService);
    await queues.enqueue(QUEUE, { operationId: 'payop_waits' });
    await queues.enqueue(QUEUE, { operationId: 'payop_later' }, { delayMs: 3_600_000 });
  });
  afterAll(() => stage?.close());
  beforeEach(async () => {
    visit = await stage.come('/queues');
  });
  afterEach(async () => {
    await visit?.leave();
  });

  const queue = () => visit.page.getByRole('region', { name: QUEUE, exact: true });
  const jobs = () =>
    queue()
      .getByRole('list', { name: `Trabajos de ${QUEUE}` })
      .getByRole('listitem');
  const written = async (action: string): Promise<number> => {
    const { rows } = await stage.staff.sql.query('SELECT 1 FROM audit_log WHERE action = $1', [action]);
    return rows.length;
  };

  it('a viewer reads what each is for and what waits in it, and cannot touch it', async () => {
    await visit.logIn(VIEWER);
    await visit.untilHeading('Colas');
    await visit.page.getByText('Perderla entera no pierde nada').waitFor();
    await queue().getByText('Capturas, devoluciones y anulaciones').waitFor();
    await queue().getByRole('button', { name: 'Ver los trabajos' }).click();
    await queue().getByText('En cola', { exact: true }).last().click();
    await jobs().filter({ hasText: 'payop_waits' }).waitFor();
    expect(await visit.page.getByRole('button', { name: /Pausar|Quitar|Reintentar/ }).count()).toBe(0);
    expect(await visit.barriers()).toEqual([]);
    await visit.pictures('queues-desktop');
    await visit.page.setViewportSize(PHONE);
    expect(await visit.page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(PHONE.width);
    await visit.pictures('queues-phone');
  });

  it('an operator has a delayed job done at once and takes one out, and both are written down', async () => {
    await visit.logIn(OPERATOR);
    await queue().getByRole('button', { name: 'Ver los trabajos' }).click();
    await queue().getByText('Aplazados', { exact: true }).last().click();
    await jobs()
      .filter({ hasText: 'payop_later' })
      .getByRole('button', { name: /^Reintentar/ })
      .click();
    await queue().getByText('No hay ninguno en este estado.').waitFor();
    expect(await written('queue.job_retried')).toBe(1);
    await queue().getByText('En cola', { exact: true }).last().click();
    await jobs()
      .filter({ hasText: 'payop_later' })
      .getByRole('button', { name: /^Quitar/ })
      .click();
    const dialog = visit.page.getByRole('dialog');
    await dialog.getByText('se queda en la base de datos').waitFor();
    expect(await visit.barriers()).toEqual([]);
    await dialog.getByRole('button', { name: 'Quitar' }).click();
    await until('it is gone', async () => (await jobs().filter({ hasText: 'payop_later' }).count()) === 0);
    await jobs().filter({ hasText: 'payop_waits' }).waitFor();
    expect(await written('queue.job_removed')).toBe(1);
  });

  it('an operator pauses a queue, which asks first, and resumes it', async () => {
    await visit.logIn(OPERATOR);
    const press = async (name: string): Promise<void> => {
      await queue().getByRole('button', { name, exact: true }).click();
      await visit.page.getByRole('dialog').getByRole('button', { name, exact: true }).click();
    };
    await press('Pausar');
    await queue().getByText('En pausa').waitFor();
    await visit.pictures('queues-paused-desktop');
    expect(await written('queue.paused')).toBe(1);
    await press('Reanudar');
    await queue().getByText('Trabaja').waitFor();
    expect(await written('queue.resumed')).toBe(1);
  });
});
