import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** As it came over the wire. */
  readonly source: string;
}

/** A real SMTP server on this machine, that keeps what it takes and can be told to refuse. */
export interface Mailbox {
  /** With the credentials that it wants. */
  readonly url: string;
  readonly mails: readonly ReceivedMail[];
  /** From now on every mail is answered with this code; null: they are taken. */
  refuse(code: number | null): void;
  close(): Promise<void>;
}

export const MAILBOX_USER = 'alertas';
export const MAILBOX_PASSWORD = 'canary-smtp-password';

export async function openMailbox(): Promise<Mailbox> {
  const mails: ReceivedMail[] = [];
  let refusal: number | null = null;
  const server = new SMTPServer({
    authOptional: false,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onAuth: ({ username, password }, _session, done) => {
      const known = username === MAILBOX_USER && password === MAILBOX_PASSWORD;
      done(known ? null : new Error('canary-refusal of the server'), known ? { user: username } : undefined);
    },
    onData: (stream, { envelope }, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        if (refusal !== null) return done(Object.assign(new Error('not now'), { responseCode: refusal }));
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
        const source = Buffer.concat(chunks).toString('utf8');
        mails.push({ from, to: envelope.rcptTo.map(({ address }) => address), source });
        done(null, `queued as ${mails.length}`);
      });
    },
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://${MAILBOX_USER}:${MAILBOX_PASSWORD}@127.0.0.1:${port}`,
    mails,
    refuse: (code) => {
      refusal = code;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
