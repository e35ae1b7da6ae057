/** What a gateway can do afterwards. Only for what is offered: the API decides by itself. */
export interface GatewayAbilities {
  readonly captures: boolean;
  /** In which statuses it lets a payment go, and of which methods alone. */
  readonly voids: { readonly statuses: readonly string[]; readonly methods: readonly string[] | null };
}

const KNOWN: Readonly<Record<string, GatewayAbilities>> = {
  // Undoes a card payment of the same day, and holds no money back that could be captured later.
  wompi: { captures: false, voids: { statuses: ['captured'], methods: ['CARD'] } },
  mercadopago: { captures: true, voids: { statuses: ['pending', 'authorized'], methods: null } },
  stripe: { captures: true, voids: { statuses: ['pending', 'authorized'], methods: null } },
};

/** A gateway that came later is offered what most of them can. */
const OTHERS: GatewayAbilities = { captures: true, voids: { statuses: ['authorized'], methods: null } };

export function abilitiesOf(provider: string): GatewayAbilities {
  return Object.hasOwn(KNOWN, provider) ? (KNOWN[provider] ?? OTHERS) : OTHERS;
}
