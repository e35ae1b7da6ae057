import { startApplication, type TestApplication } from '../support/application.js';
import { Shop } from '../support/shop.js';

describe("the merchant's own references", () => {
  let application: TestApplication;
  let shop: Shop;
  const cart = (reference: string) => ({ currency: 'COP', amount: 5_000_000, reference });

  beforeAll(async () => {
    application = await startApplication();
    shop = new Shop(application);
  });
  afterAll(async () => {
    await application.close();
  });

  it('cannot be taken with the key that is in every page of the storefront', async () => {
    const refused = await shop.call('POST', '/store/carts', cart('WC-3000'));
    expect(refused).toMatchObject({ status: 403, body: { code: 'reference_requires_secret_key' } });
    // Nothing was left behind: the merchant can still use it.
    expect(await shop.merchant('POST', '/store/carts', cart('WC-3000'))).toMatchObject({ status: 201 });
  });

  it('name one cart each, however many ask at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => shop.merchant('POST', '/store/carts', cart('WC-3001'))),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409]);
    expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({ code: 'reference_taken' });
  });
});
