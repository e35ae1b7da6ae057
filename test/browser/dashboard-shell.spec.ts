import { browserAvailable, PHONE } from '../support/browser.js';
import { DashboardStage, type DashboardVisit, OPERATOR, VIEWER } from '../support/dashboard.stage.js';
import { until } from '../support/until.js';

(browserAvailable() ? describe : describe.skip)('at the dashboard, staff', () => {
  let stage: DashboardStage;
  let visit: DashboardVisit;

  beforeAll(async () => {
    stage = await DashboardStage.open({ env: { ROLE: 'api' } });
  });
  afterAll(() => stage?.close());
  beforeEach(async () => {
    visit = await stage.come();
  });
  afterEach(async () => {
    await visit?.leave();
  });

  const alert = (text: string) => visit.page.getByRole('alert').filter({ hasText: text });
  const pages = () => visit.page.getByRole('navigation', { name: 'Páginas' }).getByRole('link').allTextContents();
  const scheme = () => visit.page.locator('html').getAttribute('data-mantine-color-scheme');
  const account = () => visit.page.getByRole('button', { name: /^Tu cuenta/ });

  it('log in, and nothing of anybody else is loaded, nothing is refused by the policy and nothing is kept by scripts', async () => {
    await visit.untilHeading('Entrar');
    expect(await visit.page.title()).toBe('Entrar · Pasarela');
    expect(await visit.barriers()).toEqual([]);
    await visit.pictures('login-desktop');
    await visit.logIn();
    await visit.untilHeading('Inicio');
    expect(await visit.page.title()).toBe('Inicio · Pasarela');
    expect(await visit.barriers()).toEqual([]);
    await visit.pictures('shell-desktop');
    expect([...visit.visitor.origins]).toEqual([stage.api.url]);
    // That there is no session yet is told by a 401, which browsers note.
    expect(visit.visitor.complaints.filter((text) => !text.includes('status of 401'))).toEqual([]);
    const kept = await visit.page.evaluate<string>(
      'JSON.stringify({ ...localStorage, ...sessionStorage }) + document.cookie',
    );
    expect(kept).not.toMatch(/ey[\w-]+\.|pasarela_refresh|token/);
  });

  it('stay logged in over a reload', async () => {
    await visit.logIn();
    await visit.untilHeading('Inicio');
    await visit.page.reload();
    await visit.untilHeading('Inicio');
  });

  it('stay logged in when all their tabs ask for a new token at once', async () => {
    await visit.logIn();
    await visit.untilHeading('Inicio');
    const tabs = await Promise.all([1, 2, 3].map(() => visit.visitor.context.newPage()));
    await Promise.all(tabs.map((tab) => tab.goto(`${stage.api.url}/dashboard`)));
    await Promise.all([visit.page, ...tabs].map((tab) => tab.reload()));
    for (const tab of [visit.page, ...tabs]) await tab.getByRole('heading', { level: 1, name: 'Inicio' }).waitFor();
  });

  it('are told in words when the password is wrong, and try again', async () => {
    await visit.logIn({ ...VIEWER, password: 'not-this-one' });
    await alert('El correo o la contraseña no son correctos').waitFor();
    expect(await visit.barriers()).toEqual([]);
    await visit.pictures('wrong-password-desktop');
    await visit.logIn(VIEWER);
    await visit.untilHeading('Inicio');
  });

  it('are asked for what they left empty, and the API is not', async () => {
    await visit.untilHeading('Entrar');
    const asked: string[] = [];
    visit.page.on('request', (request) => asked.push(request.url()));
    await visit.page.getByRole('button', { name: 'Entrar' }).click();
    await alert('Escribe tu correo y tu contraseña').waitFor();
    expect(asked).toEqual([]);
  });

  it('read English once they chose it, the next day too', async () => {
    await visit.page.getByRole('button', { name: 'English' }).click();
    await visit.page.getByRole('heading', { name: 'Log in' }).waitFor();
    expect(await visit.page.locator('html').getAttribute('lang')).toBe('en');
    await visit.page.getByRole('button', { name: 'Español' }).click();
    await visit.logIn();
    await visit.untilHeading('Inicio');
    await visit.page.getByRole('button', { name: 'English' }).click();
    await visit.untilHeading('Home');
    await visit.page.reload();
    await visit.untilHeading('Home');
  });

  it('see it dark when they or their system want it so, and it is remembered', async () => {
    await visit.page.emulateMedia({ colorScheme: 'dark' });
    await until('it is as the system is', async () => (await scheme()) === 'dark');
    await visit.page.emulateMedia({ colorScheme: 'light' });
    await until('it is as the system is', async () => (await scheme()) === 'light');
    await visit.logIn();
    await visit.untilHeading('Inicio');
    await visit.page.getByRole('button', { name: /^Apariencia/ }).click();
    await visit.page.getByRole('menuitem', { name: 'Oscuro' }).click();
    await until('it is dark', async () => (await scheme()) === 'dark');
    await visit.page.getByRole('menu').waitFor({ state: 'hidden' });
    expect(await visit.barriers()).toEqual([]);
    await visit.page.reload();
    await visit.untilHeading('Inicio');
    expect(await scheme()).toBe('dark');
  });

  it('reach every page on a telephone, on which nothing is wider than it', async () => {
    await visit.page.setViewportSize(PHONE);
    expect(await visit.barriers()).toEqual([]);
    await visit.pictures('login-phone');
    await visit.logIn();
    await visit.untilHeading('Inicio');
    await visit.pictures('shell-phone');
    await visit.page.getByRole('button', { name: 'Abrir el menú' }).click();
    const drawer = visit.page.getByRole('dialog');
    await drawer.getByRole('link', { name: 'Inicio' }).waitFor();
    await drawer.getByRole('button', { name: 'English' }).waitFor();
    expect(await visit.barriers()).toEqual([]);
    await visit.visitor.picture('dashboard-menu-phone-light');
    await drawer.getByRole('button', { name: 'Cerrar el menú' }).click();
    await drawer.waitFor({ state: 'hidden' });
    expect(await visit.page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(PHONE.width);
  });

  it('come to the content at once with the keyboard', async () => {
    await visit.logIn();
    await visit.untilHeading('Inicio');
    await visit.page.keyboard.press('Tab');
    await visit.page.locator('a:focus').filter({ hasText: 'Saltar al contenido' }).waitFor();
    await visit.page.keyboard.press('Enter');
    await visit.page.locator('#content:focus').waitFor();
  });

  it('see the pages of their role and no others', async () => {
    await visit.logIn(VIEWER);
    await visit.untilHeading('Inicio');
    const ofViewer = await pages();
    await account().click();
    await visit.page.getByText('Consulta', { exact: true }).waitFor();
    await visit.leave();
    visit = await stage.come();
    await visit.logIn();
    await visit.untilHeading('Inicio');
    const ofAdmin = await pages();
    expect(ofViewer[0]).toBe('Inicio');
    expect(ofAdmin).toEqual(expect.arrayContaining(ofViewer));
    for (const name of ['Usuarios y llaves', 'Auditoría', 'Respaldos']) expect(ofViewer).not.toContain(name);
  });

  it('are told when an address is no page', async () => {
    await visit.goTo('/no-hay/tal');
    await visit.logIn();
    await visit.untilHeading('Esta página no existe');
    await visit.page.getByRole('link', { name: 'Ir al inicio' }).click();
    await visit.untilHeading('Inicio');
    await visit.page.locator('h1:focus').waitFor();
  });

  it('log out in every tab, and the next one begins at the beginning', async () => {
    await visit.logIn(OPERATOR);
    await visit.untilHeading('Inicio');
    const other = await visit.visitor.context.newPage();
    await other.goto(`${stage.api.url}/dashboard/?place=mine`);
    await other.getByRole('heading', { level: 1, name: 'Inicio' }).waitFor();
    await account().click();
    await visit.page.getByRole('menuitem', { name: 'Cerrar sesión' }).click();
    await visit.page.getByRole('status').filter({ hasText: 'Cerraste la sesión' }).waitFor();
    expect(visit.page.url()).toBe(`${stage.api.url}/dashboard`);
    await other.getByRole('status').filter({ hasText: 'Tu sesión terminó' }).waitFor();
    await visit.page.reload();
    await visit.untilHeading('Entrar');
  });

  it('whose session was ended elsewhere log in again where they were', async () => {
    await visit.goTo('/?place=mine');
    await visit.logIn(VIEWER);
    await visit.untilHeading('Inicio');
    await stage.staff.sql.query('UPDATE sessions SET revoked_at = now() WHERE revoked_at IS NULL');
    await visit.page.evaluate(`document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))`);
    await visit.page.getByRole('status').filter({ hasText: 'Tu sesión terminó' }).waitFor();
    expect(await visit.barriers()).toEqual([]);
    await visit.pictures('ended-desktop');
    await visit.logIn(VIEWER);
    await visit.untilHeading('Inicio');
    expect(new URL(visit.page.url()).search).toBe('?place=mine');
  });

  it('see that the API does not answer, and that it does again', async () => {
    await visit.logIn();
    await visit.untilHeading('Inicio');
    const sign = visit.page.getByRole('banner').getByRole('status');
    await sign.filter({ hasText: 'Conectado' }).waitFor();
    await visit.visitor.context.setOffline(true);
    await visit.page.evaluate(`document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))`);
    await sign.filter({ hasText: 'Sin conexión' }).waitFor();
    expect(await visit.barriers()).toEqual([]);
    await visit.visitor.picture('dashboard-offline-desktop');
    await visit.visitor.context.setOffline(false);
    await sign.filter({ hasText: 'Conectado' }).waitFor();
    await visit.untilHeading('Inicio');
  });
});
