import type { ReactNode } from 'react';
import { useTexts } from '../language/language.context.js';
import { MethodFields } from './method.fields.form.js';
import { GatewayTerms } from './gateway.terms.js';
import { type FieldErrors, type FieldName, fieldsOf, type FieldValues } from './method.fields.js';
import { gatewayName, gatewayOf, isAvailable, type MethodName, type MethodOption } from './method.options.js';

interface MethodListProps {
  readonly options: readonly MethodOption[];
  readonly selected: MethodName | null;
  /** The gateway that the shopper chose, if any. */
  readonly gateway: string | null;
  readonly values: FieldValues;
  readonly errors: FieldErrors;
  readonly onChoose: (method: MethodName) => void;
  readonly onGateway: (provider: string) => void;
  readonly onChange: (name: FieldName, value: string) => void;
}

/** The ways to pay; the chosen one shows what it wants to know. */
export function MethodList({ options, selected, onChoose, ...rest }: MethodListProps): ReactNode {
  const { checkout } = useTexts();
  return (
    <fieldset className="methods">
      <legend>{checkout.methods}</legend>
      {options.map((option) => (
        <div key={option.method} className={isAvailable(option) ? 'method' : 'method away'}>
          <label>
            <input
              type="radio"
              name="method"
              value={option.method}
              checked={option.method === selected}
              disabled={!isAvailable(option)}
              onChange={() => onChoose(option.method)}
            />
            <span>
              {option.label}
              <small>{isAvailable(option) ? namesOf(option) : checkout.unavailable}</small>
            </span>
          </label>
          {option.method === selected && <MethodBody option={option} {...rest} />}
        </div>
      ))}
    </fieldset>
  );
}

function namesOf({ gateways }: MethodOption): string {
  return gateways.map(({ provider }) => gatewayName(provider)).join(' · ');
}

type MethodBodyProps = Omit<MethodListProps, 'options' | 'selected' | 'onChoose'> & { readonly option: MethodOption };

function MethodBody({ option, gateway, values, errors, onGateway, onChange }: MethodBodyProps): ReactNode {
  const { checkout } = useTexts();
  const provider = gatewayOf(option, gateway)?.provider ?? '';
  const hint = checkout.hints[option.method];
  return (
    <div className="method-body">
      {hint !== undefined && <p className="hint">{hint}</p>}
      {option.gateways.length > 1 && <GatewayChoice option={option} provider={provider} onGateway={onGateway} />}
      <MethodFields method={option.method} provider={provider} values={values} errors={errors} onChange={onChange} />
      {fieldsOf(option.method).length > 0 && <GatewayTerms provider={provider} />}
    </div>
  );
}

interface GatewayChoiceProps {
  readonly option: MethodOption;
  readonly provider: string;
  readonly onGateway: (provider: string) => void;
}

/** The same way to pay at several gateways. One that is away says so, and another takes its place. */
function GatewayChoice({ option, provider, onGateway }: GatewayChoiceProps): ReactNode {
  const { checkout } = useTexts();
  const away = option.gateways.filter(({ available }) => !available).map((each) => gatewayName(each.provider));
  return (
    <fieldset className="gateways">
      <legend>{checkout.gateways}</legend>
      <div className="row">
        {option.gateways.map((each) => (
          <label key={each.provider}>
            <input
              type="radio"
              name="gateway"
              value={each.provider}
              checked={each.provider === provider}
              disabled={!each.available}
              onChange={() => onGateway(each.provider)}
            />
            {gatewayName(each.provider)}
          </label>
        ))}
      </div>
      {away.length > 0 && <p className="hint">{checkout.instead(away.join(', '), gatewayName(provider))}</p>}
    </fieldset>
  );
}
