import type { FastifyInstance } from 'fastify';
import { html, type Html } from '../page/html.js';
import type { WompiTransaction } from './wompi.transaction.js';

/**
 * `widget.js`: `new WidgetCheckout({…}).open(callback)`, and a script tag with `data-render="button"`. It opens the checkout
 * in a frame; the callback comes after an attempt and never for closing it, as with Wompi.
 */
const WIDGET = `(function () {
  'use strict';
  var self = document.currentScript;
  var origin = new URL(self.src).origin;
  var NAMES = {
    publicKey: 'public-key', currency: 'currency', amountInCents: 'amount-in-cents', reference: 'reference',
    redirectUrl: 'redirect-url', expirationTime: 'expiration-time'
  };
  function kebab(name) { return name.replace(/[A-Z]/g, function (letter) { return '-' + letter.toLowerCase(); }); }
  function group(target, prefix, values) {
    Object.keys(values || {}).forEach(function (name) { target.set(prefix + ':' + kebab(name), values[name]); });
  }
  function parametersOf(options) {
    var parameters = new URLSearchParams();
    Object.keys(NAMES).forEach(function (name) {
      if (options[name] !== undefined && options[name] !== null) parameters.set(NAMES[name], options[name]);
    });
    group(parameters, 'signature', options.signature);
    group(parameters, 'customer-data', options.customerData);
    group(parameters, 'shipping-address', options.shippingAddress);
    parameters.set('widget', '1');
    return parameters;
  }
  function show(parameters, callback, redirectUrl) {
    var dialog = document.createElement('dialog');
    var frame = document.createElement('iframe');
    var close = document.createElement('button');
    dialog.setAttribute('aria-label', 'Pago con Wompi');
    Object.assign(dialog.style, { width: 'min(44rem, 96vw)', height: '92vh', padding: '0', border: '0' });
    Object.assign(frame.style, { display: 'block', width: '100%', height: 'calc(100% - 3rem)', border: '0' });
    frame.title = 'Wompi';
    frame.src = origin + '/p/?' + parameters;
    close.type = 'button';
    close.textContent = 'Cerrar';
    Object.assign(close.style, { height: '3rem', width: '100%', font: 'inherit' });
    function end() {
      window.removeEventListener('message', hear);
      dialog.remove();
    }
    function hear(message) {
      if (message.origin !== origin || message.source !== frame.contentWindow) return;
      var transaction = message.data && message.data.transaction;
      if (!transaction) return;
      if (message.data.isFinished) end();
      if (callback) callback({ transaction: transaction });
      if (message.data.isFinished && redirectUrl) {
        var target = new URL(redirectUrl, location.href);
        target.searchParams.set('id', transaction.id);
        target.searchParams.set('env', 'test');
        location.assign(target.href);
      }
    }
    close.addEventListener('click', end);
    dialog.addEventListener('cancel', end);
    window.addEventListener('message', hear);
    dialog.append(frame, close);
    document.body.append(dialog);
    dialog.showModal();
  }
  function WidgetCheckout(options) { this.options = options; }
  WidgetCheckout.prototype.open = function (callback) {
    show(parametersOf(this.options), callback, this.options.redirectUrl);
  };
  window.WidgetCheckout = WidgetCheckout;

  if (self.getAttribute('data-render') === 'button') {
    var parameters = new URLSearchParams({ widget: '1' });
    Array.prototype.forEach.call(self.attributes, function (attribute) {
      if (attribute.name.indexOf('data-') === 0 && attribute.name !== 'data-render') {
        parameters.set(attribute.name.slice(5), attribute.value);
      }
    });
    var button = document.createElement('button');
    button.type = 'button';
    button.textContent = 'Paga con Wompi';
    button.addEventListener('click', function () { show(parameters, null, parameters.get('redirect-url')); });
    self.insertAdjacentElement('afterend', button);
  }
})();
`;

/** In the frame: tells the page around it how the attempt ended. A refused one may be tried again in the same frame. */
const FRAME = `(function () {
  'use strict';
  var transaction = JSON.parse(document.currentScript.getAttribute('data-transaction'));
  var isFinished = transaction.status === 'APPROVED';
  window.parent.postMessage({ transaction: transaction, isFinished: isFinished }, '*');
})();
`;

export function registerWompiWidget(app: FastifyInstance): void {
  const scripts = { '/widget.js': WIDGET, '/widget/frame.js': FRAME };
  for (const [path, source] of Object.entries(scripts)) {
    app.get(path, (_request, reply) =>
      reply.header('content-type', 'text/javascript; charset=utf-8').header('cache-control', 'no-store').send(source),
    );
  }
}

/** What the widget's callback gets: no more of the transaction than a browser should see. */
export function frameScript(transaction: WompiTransaction): Html {
  const { id, reference, status, amount_in_cents, currency, created_at } = transaction;
  const shown = {
    ...{ id, reference, status, currency, amountInCents: amount_in_cents, createdAt: created_at },
    statusMessage: transaction['status_message'] ?? null,
    paymentMethodType: transaction['payment_method_type'] ?? null,
    redirectUrl: transaction['redirect_url'] ?? null,
  };
  return html`<script src="/widget/frame.js" data-transaction="${JSON.stringify(shown)}"></script>`;
}
