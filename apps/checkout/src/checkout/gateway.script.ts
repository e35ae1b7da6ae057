/**
 * Loads a gateway's script, now that its widget was chosen and not before, and answers the global that it brings.
 * @throws Error when it cannot be loaded or brings no such thing.
 */
export async function loadGatewayScript(url: string, globalName: string): Promise<unknown> {
  if (!(globalName in window)) await load(url);
  const brought: unknown = Reflect.get(window, globalName);
  if (typeof brought !== 'function') throw new Error(`the script brought no ${globalName}`);
  return brought;
}

function load(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = url;
    script.addEventListener('load', () => resolve());
    script.addEventListener('error', () => reject(new Error('the script cannot be loaded')));
    document.head.append(script);
  });
}
