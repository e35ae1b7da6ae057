import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import type { Cart, GatewayOption } from '../../../../packages/client/src/index.js';
import { useLanguage, useTexts } from '../language/language.context.js';
import { formatMoney } from '../money.format.js';
import { Spinner } from '../ui/spinner.js';
import { checkFields, emptyFields, type FieldErrors, type FieldName, type FieldValues } from './method.fields.js';
import { gatewayOf, isAvailable, type MethodName, type MethodOption, methodOptions } from './method.options.js';
import { MethodList } from './method.list.js';
import { paymentRequest } from './payment.request.js';
import type { Paying } from './use.payment.js';

interface PaymentFormProps {
  readonly cart: Cart;
  readonly gateways: readonly GatewayOption[];
  readonly paying: Paying;
}

/** The choice of a method, what it wants to know, and the button. */
export function PaymentForm({ cart, gateways, paying }: PaymentFormProps): ReactNode {
  const { texts, language, locale } = useLanguage();
  const { state, pay } = paying;
  const problem = state.step === 'choosing' ? state.problem : null;
  const away = useAway(problem?.away ?? null);
  const known = gateways.map((each) => (away.has(each.provider) ? { ...each, available: false } : each));
  const options = methodOptions(known, cart.currency, language);
  const [chosen, choose] = useState<MethodName | null>(null);
  const [gateway, chooseGateway] = useState<string | null>(null);
  const option = selected(options, chosen);
  const form = useRef<HTMLFormElement>(null);
  const { values, errors, change, check } = useFields(cart.email);
  const busy = state.step !== 'choosing';

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const provider = option && gatewayOf(option, gateway)?.provider;
    if (busy || option === undefined || provider === undefined) return;
    const found = check(option.method);
    if (Object.keys(found).length > 0) focusFirst(form.current, found);
    else pay(paymentRequest(provider, option.method, values));
  };

  return (
    <form className="card pay-bar" ref={form} noValidate onSubmit={submit}>
      <MethodList
        options={options}
        selected={option?.method ?? null}
        gateway={gateway}
        values={values}
        errors={{ ...problem?.fields, ...errors }}
        onChoose={choose}
        onGateway={chooseGateway}
        onChange={change}
      />
      {option === undefined ? (
        <p role="alert">{texts.checkout.noneAvailable}</p>
      ) : (
        <div className="pay-action">
          <button type="submit" className="button pay" aria-disabled={busy}>
            {busy && <Spinner />}
            {texts.checkout.pay(formatMoney(cart.amount, cart.currency, locale))}
          </button>
          <p role="status">{statusOf(state.step, texts.checkout)}</p>
        </div>
      )}
    </form>
  );
}

/** What was typed, for whichever method, and what is wrong with it. */
function useFields(email: string | null) {
  const { fields } = useTexts();
  const [values, setValues] = useState<FieldValues>(() => emptyFields(email));
  const [errors, setErrors] = useState<FieldErrors>({});
  const change = (name: FieldName, value: string): void => {
    setValues((before) => ({ ...before, [name]: value }));
    setErrors(({ [name]: _mended, ...others }) => others);
  };
  const check = (method: MethodName): FieldErrors => {
    const found = checkFields(method, values, fields);
    setErrors(found);
    return found;
  };
  return { values, errors, change, check };
}

/** The gateways that did not answer while this page was open. */
function useAway(provider: string | null): ReadonlySet<string> {
  const [away, setAway] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => {
    if (provider !== null) setAway((before) => new Set([...before, provider]));
  }, [provider]);
  return away;
}

function selected(options: readonly MethodOption[], chosen: MethodName | null): MethodOption | undefined {
  const there = options.filter(isAvailable);
  return there.find(({ method }) => method === chosen) ?? there[0];
}

function focusFirst(form: HTMLFormElement | null, errors: FieldErrors): void {
  const inputs = form?.querySelectorAll<HTMLElement>('[data-field]') ?? [];
  [...inputs].find((input) => (input.dataset['field'] ?? '') in errors)?.focus();
}

function statusOf(step: string, texts: { readonly starting: string; readonly leaving: string }): string {
  if (step === 'starting') return texts.starting;
  return step === 'leaving' ? texts.leaving : '';
}
