const LONGEST = 2_048;

/**
 * An address that a gateway names for the shopper's browser, or null for what is none. It must be encrypted, unless the
 * gateway itself is reached without encryption, as the sandbox on this machine is.
 */
export function pageUrl(text: string | null | undefined, gatewayUrl: string | null): string | null {
  if (typeof text !== 'string' || text.length > LONGEST || /\s/.test(text) || !URL.canParse(text)) return null;
  const { protocol, username, password } = new URL(text);
  if (username !== '' || password !== '') return null;
  return protocol === 'https:' || (protocol === 'http:' && isPlain(gatewayUrl)) ? text : null;
}

/** Whether a gateway may be told to send the shopper to an address: not from TLS to none, which the real ones refuse. */
export function mayReturnTo(returnUrl: string, gatewayUrl: string | null): boolean {
  return returnUrl.startsWith('https:') || isPlain(gatewayUrl);
}

function isPlain(gatewayUrl: string | null): boolean {
  return gatewayUrl?.startsWith('http:') ?? false;
}
