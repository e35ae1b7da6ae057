import { PasarelaError } from '../../../../packages/client/src/index.js';
import { beginSession, endSession, prolongSession, whoIs } from './session.calls.js';
import { oneAtATime, SessionNews } from './session.tabs.js';
import type { AccessToken, Me, SessionState } from './session.types.js';

/** An access token with less than this left is exchanged before it is used. */
const MARGIN_MS = 30_000;

/**
 * The session of this tab: who is logged in, and the access token, which lives here and nowhere else. All tabs share the cookie
 * of the refresh token, which is good for one use: they take turns, and hear of each other's coming and going.
 */
class Session {
  private state: SessionState = { phase: 'starting' };
  private token: AccessToken | null = null;
  private prolonging: Promise<AccessToken> | null = null;
  private readonly listeners = new Set<() => void>();
  private readonly news = new SessionNews((word) => {
    if (word === 'begun') void this.start();
    else this.close('ended');
  });

  readonly current = (): SessionState => this.state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Finds out whether this browser has a session. */
  async start(): Promise<void> {
    try {
      await this.open(await this.prolong());
    } catch (error) {
      if (!isRefusal(error)) this.set({ phase: 'away' });
      else if (this.state.phase !== 'none') this.close(this.state.phase === 'open' ? 'ended' : 'never');
    }
  }

  /** @throws PasarelaError 401 for a wrong password, 429 after too many. */
  async logIn(email: string, password: string): Promise<void> {
    await this.open(await oneAtATime(() => beginSession(email, password)));
    this.news.tell('begun');
  }

  /** Ends the session here and in the other tabs; what the API could not be told ends by itself in time. */
  async logOut(): Promise<void> {
    await oneAtATime(endSession).catch(() => undefined);
    this.close('left');
    this.news.tell('ended');
  }

  /** A token that is good for a while. @throws PasarelaError; by then the session is closed if there is none any more. */
  async accessToken(): Promise<string> {
    const { token } = this;
    if (token !== null && token.endsAt - Date.now() > MARGIN_MS) return token.value;
    return (await this.renewed()).value;
  }

  /** Another token than the one that was refused. */
  async replace(refused: string): Promise<string> {
    if (this.token !== null && this.token.value !== refused) return this.token.value;
    return (await this.renewed()).value;
  }

  /** Looks whether the session still stands, and whether who it is may still do the same. @throws PasarelaError when it does not. */
  async look(): Promise<Me> {
    const token = await this.accessToken();
    const me = await whoIs(token).catch(async (error: unknown) => {
      if (!isRefusal(error)) throw error;
      return whoIs(await this.replace(token));
    });
    if (this.state.phase === 'open' && this.state.me.role !== me.role) this.set({ phase: 'open', me });
    return me;
  }

  private async renewed(): Promise<AccessToken> {
    try {
      return await this.prolong();
    } catch (error) {
      if (isRefusal(error)) this.close('ended');
      throw error;
    }
  }

  /** However many ask at once, the API is asked once. */
  private async prolong(): Promise<AccessToken> {
    this.prolonging ??= oneAtATime(prolongSession).finally(() => {
      this.prolonging = null;
    });
    this.token = await this.prolonging;
    return this.token;
  }

  private async open(token: AccessToken): Promise<void> {
    this.token = token;
    this.set({ phase: 'open', me: await whoIs(token.value) });
  }

  private close(why: 'never' | 'left' | 'ended'): void {
    this.token = null;
    if (this.state.phase !== 'none') this.set({ phase: 'none', why });
  }

  private set(state: SessionState): void {
    this.state = state;
    for (const listener of this.listeners) listener();
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof PasarelaError && !error.isTransient;
}

export const session = new Session();
