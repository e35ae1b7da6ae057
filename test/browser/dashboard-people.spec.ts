import { readdir, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { runRestoreCommand } from '../../apps/api/src/backups/restore.command.js';
import { browserAvailable } from '../support/browser.js';
import { lookAt } from '../support/dashboard.look.js';
import { DashboardStage, type DashboardVisit, OPERATOR, VIEWER } from '../support/dashboard.stage.js';
import { testDatabase } from '../support/test-database.js';
import { until } from '../support/until.js';

// A walk is many pages, each looked at in the light and in the dark: on a busy machine that takes its time.
jest.setTimeout(90_000);

(browserAvailable() ? describe : describe.skip)('administrators, at the dashboard,', () => {
  let stage: DashboardStage;
  let visit: DashboardVisit;

  beforeAll(async () => {
    stage = await DashboardStage.open({ env: { RATE_LIMIT_ENABLED: 'false' } });
  });
  afterAll(() => stage?.close());
  afterEach(() => visit?.leave());

  const page = () => visit.page;
  const button = (name: string | RegExp) => page().getByRole('button', { name, exact: typeof name === 'string' });
  const dialog = () => page().getByRole('dialog');
  const note = (text: string) => page().getByRole('note').filter({ hasText: text });
  const row = (text: string) => page().getByRole('row').filter({ hasText: text });
  const idOfPage = (): string => new URL(page().url()).pathname.split('/').at(-1) ?? '';

  const enter = async (path: string): Promise<void> => {
    visit = await stage.come(path);
    await visit.logIn();
  };
  const quiet = () => page().locator('.mantine-Notification-root').first().waitFor({ state: 'detached' });
  const audited = async (action: string): Promise<readonly { object_id: string; details: object }[]> => {
    const text = 'SELECT object_id, details FROM audit_log WHERE action = $1 ORDER BY id';
    return (await stage.staff.sql.query<{ object_id: string; details: object }>(text, [action])).rows;
  };
  const fileOf = async (id: string): Promise<string> => {
    const { directory } = stage.api.config.backups;
    const name = (await readdir(directory)).find((each) => each.includes(id));
    if (name === undefined) throw new Error(`the file of ${id} is not there`);
    return join(directory, name);
  };
  const takeBackup = async (): Promise<string> => {
    await button('Hacer una copia').click();
    await note('Nadie la ha verificado').waitFor({ timeout: 30_000 });
    return idOfPage();
  };

  const countOfUsers = async (): Promise<number> =>
    (await stage.staff.sql.query<{ count: number }>('SELECT count(*)::int AS count FROM users')).rows[0]?.count ?? 0;

  /** What the command that the page shows does with an empty database: how many users are in it then. */
  const restored = async (command: string): Promise<string> => {
    const target = await testDatabase({ empty: true });
    const sql = new pg.Client({ connectionString: target.url });
    try {
      const said: string[] = [];
      const output = { print: (line: string) => said.push(line), complain: (line: string) => said.push(line) };
      const environment = { DATABASE_URL: target.url, BACKUP_DIR: stage.api.config.backups.directory };
      const [, words = ''] = command.split(' -- ');
      const code = await runRestoreCommand(words.split(' '), environment, output);
      if (code !== 0) throw new Error(said.join('\n'));
      await sql.connect();
      const { rows } = await sql.query<{ count: string }>('SELECT count(*) FROM users');
      return rows[0]?.count ?? '';
    } finally {
      await sql.end();
      await target.drop();
    }
  };

  it('take a backup, find out that one was damaged, and trust the one that was restored as a test', async () => {
    await enter('/backups');
    await visit.untilHeading('Respaldos');
    await note('Nunca se ha ensayado una restauración').waitFor();
    const damaged = await takeBackup();
    await quiet();
    await lookAt(visit, 'backup-unverified');
    await truncate(await fileOf(damaged), 1_000);
    await button('Verificar').click();
    await note('No sirve para restaurar').getByText('está cortado').waitFor();
    await page().getByRole('table', { name: 'Qué se comprobó' }).getByText('Mal').first().waitFor();
    await lookAt(visit, 'backup-damaged');
    await visit.goTo('/backups');
    const good = await takeBackup();
    await button('Verificar a fondo').click();
    await note('Se restauró en una base de datos de prueba').waitFor({ timeout: 60_000 });
    const command = await page().getByRole('group', { name: 'Orden para restaurar' }).locator('code').textContent();
    expect(command).toBe(`npm run restore -- ${good}`);
    expect(await restored(command ?? '')).toBe(String(await countOfUsers()));
    await quiet();
    await lookAt(visit, 'backup-good');
    await visit.goTo('/backups');
    await row('Dañada').waitFor();
    await row('Buena, restaurada en prueba').waitFor();
    await lookAt(visit, 'backups');
    expect((await audited('backup.requested')).map(({ object_id }) => object_id)).toEqual([damaged, good]);
    expect(await audited('backup.verified')).toMatchObject([
      { object_id: damaged, details: { deep: false, ok: false, code: 'backup_truncated' } },
      { object_id: good, details: { deep: true, ok: true } },
    ]);
  });

  it('bring a backup home, which is written down', async () => {
    await enter('/backups');
    await visit.untilHeading('Respaldos');
    const id = await takeBackup();
    await button('Descargar').click();
    await dialog().getByText('No está cifrada').waitFor();
    const [download] = await Promise.all([
      page().waitForEvent('download'),
      dialog().getByRole('button', { name: 'Descargar' }).click(),
    ]);
    expect(download.suggestedFilename()).toContain(id);
    await dialog().waitFor({ state: 'hidden' });
    expect((await audited('backup.downloaded')).map(({ object_id }) => object_id)).toEqual([id]);
  });

  it('let somebody in to look, who then cannot mend; and shut them out', async () => {
    await enter('/people');
    await visit.untilHeading('Usuarios y llaves');
    await row(OPERATOR.email).waitFor();
    await lookAt(visit, 'users');
    await button('Crear usuario').click();
    await dialog().getByLabel('Correo').fill('nueva@shop.example');
    await dialog().getByRole('textbox', { name: 'Contraseña' }).waitFor();
    await lookAt(visit, 'user-create');
    const password = await dialog().getByRole('textbox', { name: 'Contraseña' }).inputValue();
    await dialog().getByRole('button', { name: 'Crear', exact: true }).click();
    await row('nueva@shop.example').waitFor();
    const other = await stage.come('/payments');
    await other.logIn({ email: 'nueva@shop.example', password });
    await other.untilHeading('Pagos');
    const links = await other.page.getByRole('navigation', { name: 'Páginas' }).getByRole('link').allTextContents();
    for (const name of ['Respaldos', 'Usuarios y llaves', 'Auditoría']) expect(links).not.toContain(name);
    await other.goTo('/audit');
    await other.untilHeading('No tienes permiso para esta página');
    await other.leave();
    await button('Acciones de nueva@shop.example').click();
    await page().getByRole('menuitem', { name: 'Cambiar el rol' }).click();
    await dialog().getByLabel('Operación').check();
    await dialog().getByRole('button', { name: 'Cambiar', exact: true }).click();
    await row('nueva@shop.example').getByText('Operación').waitFor();
    await button('Acciones de nueva@shop.example').click();
    await page().getByRole('menuitem', { name: 'Deshabilitar' }).click();
    await dialog().getByRole('button', { name: 'Deshabilitar' }).click();
    await row('nueva@shop.example').getByText('Deshabilitado').waitFor();
    expect((await audited('user.created')).at(-1)).toMatchObject({ details: { role: 'viewer' } });
    expect(await audited('user.changed')).toMatchObject([
      { details: { role: 'operator', role_before: 'viewer' } },
      { details: { disabled: true } },
    ]);
  });

  it('stay administrators when they are the last, and are told so', async () => {
    await enter('/people');
    const own = stage.api.keys.admin.email;
    await button(`Acciones de ${own}`).click();
    await page().getByRole('menuitem', { name: 'Deshabilitar' }).click();
    await dialog().getByRole('button', { name: 'Deshabilitar' }).click();
    await dialog().getByText('Es la última persona que administra').waitFor();
    await dialog().getByRole('button', { name: 'Cancelar' }).last().click();
  });

  it('make a key that is seen once, rotate it without cutting anything off, and revoke it', async () => {
    const works = async (key: string): Promise<number> =>
      (await fetch(`${stage.api.url}/api/payments`, { headers: { authorization: `Bearer ${key}` } })).status;
    const shown = async (): Promise<string> => {
      const key = await dialog().getByRole('group', { name: 'La llave' }).locator('code').textContent();
      await dialog().getByRole('button', { name: 'Ya la guardé' }).click();
      await dialog().waitFor({ state: 'hidden' });
      return key ?? '';
    };
    await enter('/people/keys');
    await visit.untilHeading('Usuarios y llaves');
    await button('Crear llave').click();
    await dialog().getByLabel('Nombre').fill('bodega');
    await dialog().getByLabel('Secreta').check();
    await lookAt(visit, 'key-create');
    await dialog().getByRole('button', { name: 'Crear', exact: true }).click();
    await dialog().getByText('Es la única vez que se muestra').waitFor();
    await lookAt(visit, 'key-shown');
    const first = await shown();
    expect(await works(first)).toBe(200);
    await row('bodega').getByRole('button').click();
    await page().getByRole('menuitem', { name: 'Rotar' }).click();
    await dialog().getByRole('button', { name: 'Crear la llave nueva' }).click();
    const second = await shown();
    expect([await works(first), await works(second)]).toEqual([200, 200]);
    await row('Reemplazada').waitFor();
    await lookAt(visit, 'keys');
    await row('Reemplazada').getByRole('button').click();
    await page().getByRole('menuitem', { name: 'Revocar' }).click();
    await dialog().getByRole('button', { name: 'Revocar' }).click();
    await row('Revocada').waitFor();
    await until('the revoked key is refused', async () => (await works(first)) === 401);
    expect(await works(second)).toBe(200);
    for (const action of ['key.rotated', 'key.revoked']) expect(await audited(action)).toHaveLength(1);
  });

  it('read in the audit who did all of it, filter it, and come to what it is about', async () => {
    await enter('/audit');
    await visit.untilHeading('Auditoría');
    await row('Entró').first().waitFor();
    await lookAt(visit, 'audit');
    await page().getByRole('combobox', { name: 'Qué hizo' }).click();
    await page().getByRole('option', { name: 'Verificó una copia' }).click();
    await until('the filter is in the address', () => page().url().includes('action=backup.verified'));
    await until('only those are shown', async () => (await row('Entró').count()) === 0);
    await row('Verificó una copia').getByRole('link', { name: 'Copia' }).first().click();
    await note('Se restauró en una base de datos de prueba').waitFor();
  });

  it('see that nothing is wrong, and that nobody would be told if it were', async () => {
    await enter('/alerts');
    await visit.untilHeading('Avisos');
    await page().getByText('Nada va mal').waitFor();
    await lookAt(visit, 'alerts');
    await button('Enviar una prueba').click();
    await dialog().getByText('No hay ningún canal configurado').waitFor();
    await visit.pictures('alerts-test-desktop');
    await dialog().getByRole('button', { name: 'Cancelar' }).click();
    await page().getByRole('link', { name: 'A quién se avisó' }).click();
    await page().getByText('Todavía no se ha avisado a nadie').waitFor();
    await lookAt(visit, 'alerts-told');
    expect(await audited('notification.tested')).toHaveLength(1);
  });

  it('and everybody else change their own password, and go on', async () => {
    visit = await stage.come();
    await visit.logIn(VIEWER);
    await visit.untilHeading('Inicio');
    await button(/^Tu cuenta/).click();
    await page().getByRole('menuitem', { name: 'Mi contraseña' }).click();
    await visit.untilHeading('Mi contraseña');
    await page().getByLabel('Contraseña actual').fill(VIEWER.password);
    await page().locator('input[autocomplete="new-password"]').first().fill('corta');
    await button('Cambiar la contraseña').click();
    await page().getByText('Debe tener al menos 12 caracteres.').waitFor();
    await lookAt(visit, 'own-password');
    await page().locator('input[autocomplete="new-password"]').first().fill('una-frase-larga-y-nueva');
    await page().locator('input[autocomplete="new-password"]').last().fill('una-frase-larga-y-nueva');
    await button('Cambiar la contraseña').click();
    await page().getByText('Tus otras sesiones se cerraron.').waitFor();
    await visit.goTo('/payments');
    await visit.untilHeading('Pagos');
    expect(await audited('user.password_set')).toMatchObject([{ details: { own: true } }]);
  });
});
