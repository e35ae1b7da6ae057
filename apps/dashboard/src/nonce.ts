/**
 * The nonce of this document, with which the content security policy lets `<style>` elements in. Browsers hide the attribute from
 * everything but the property.
 */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
}

/** Tells the nonce to the library that keeps the page behind a dialog from scrolling, where it looks for it. */
export function allowStyles(): void {
  Reflect.set(globalThis, '__webpack_nonce__', styleNonce());
}
