import type { FastifyInstance } from 'fastify';

/**
 * As much of Stripe.js as a checkout page needs: `Stripe(pk)` with `elements`, `confirmPayment`, `confirmCardPayment`,
 * `handleNextAction` and `retrievePaymentIntent`. The card is asked for on a page of the sandbox instead of in a frame.
 */
const STRIPE_JS = `(function () {
  'use strict';
  var origin = new URL(document.currentScript.src).origin;
  function refused(message) { return { error: { type: 'invalid_request_error', message: message } }; }
  function intentOf(secret) { return String(secret).split('_secret_')[0]; }
  function Stripe(publishableKey) {
    function call(method, path, parameters) {
      parameters.set('key', publishableKey);
      var isRead = method === 'GET';
      return fetch(origin + path + (isRead ? '?' + parameters : '?key=' + encodeURIComponent(publishableKey)), {
        method: method, body: isRead ? undefined : parameters
      }).then(function (answer) { return answer.json(); });
    }
    function leave(secret, returnUrl) {
      var parameters = new URLSearchParams({ client_secret: secret });
      if (returnUrl) parameters.set('return_url', new URL(returnUrl, location.href).href);
      window.location.assign(origin + '/stripe/element/' + intentOf(secret) + '?' + parameters);
      return new Promise(function () {});
    }
    function element(type) {
      var box = document.createElement('p');
      box.textContent = 'Sandbox de Stripe: los datos de la tarjeta se piden en la página siguiente.';
      var listeners = {};
      var one = {
        mount: function (place) {
          (typeof place === 'string' ? document.querySelector(place) : place).append(box);
          setTimeout(function () {
            if (listeners.ready) listeners.ready({ elementType: type });
            if (listeners.change) listeners.change({ elementType: type, complete: true, empty: false, value: { type: 'card' } });
          });
        },
        on: function (name, listener) { listeners[name] = listener; return one; },
        off: function (name) { delete listeners[name]; return one; },
        update: function () {},
        unmount: function () { box.remove(); },
        destroy: function () { box.remove(); }
      };
      return one;
    }
    return {
      elements: function (options) {
        return {
          clientSecret: options && options.clientSecret,
          create: element,
          getElement: function () { return null; },
          update: function () {},
          submit: function () { return Promise.resolve({}); }
        };
      },
      confirmPayment: function (options) {
        var secret = options.clientSecret || (options.elements && options.elements.clientSecret);
        var target = options.confirmParams && options.confirmParams.return_url;
        if (!secret) return Promise.resolve(refused('clientSecret is missing'));
        if (!target) return Promise.resolve(refused('confirmParams.return_url is missing'));
        return leave(secret, target);
      },
      confirmCardPayment: function (secret, data) {
        var method = data && data.payment_method;
        if (typeof method !== 'string') return leave(secret, (data && data.return_url) || window.location.href);
        var parameters = new URLSearchParams({ client_secret: secret, payment_method: method });
        return call('POST', '/v1/payment_intents/' + intentOf(secret) + '/confirm', parameters).then(function (body) {
          return body.error ? { error: body.error } : { paymentIntent: body };
        });
      },
      handleNextAction: function (options) {
        window.location.assign(origin + '/stripe/3ds/' + intentOf(options.clientSecret));
        return new Promise(function () {});
      },
      retrievePaymentIntent: function (secret) {
        var parameters = new URLSearchParams({ client_secret: secret });
        return call('GET', '/v1/payment_intents/' + intentOf(secret), parameters).then(function (body) {
          return body.error ? { error: body.error } : { paymentIntent: body };
        });
      }
    };
  }
  window.Stripe = Stripe;
})();
`;

/** Under the real one's paths. */
export function registerStripeJs(app: FastifyInstance): void {
  for (const path of ['/v3', '/v3/stripe.js', '/stripe.js']) {
    app.get(path, (_request, reply) =>
      reply
        .header('content-type', 'text/javascript; charset=utf-8')
        .header('cache-control', 'no-store')
        .send(STRIPE_JS),
    );
  }
}
