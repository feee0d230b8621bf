/** Connects to NATS; every failure is one line that says what to do. */
import { connect, credsAuthenticator, errors, type NatsConnection, type TlsOptions } from "@nats-io/transport-node";

export interface NatsOptions {
  /** The contents of a credentials file, as `nsc` writes it. */
  readonly creds?: string;
  /** PEM texts: the certificate authority of the servers, and the client's certificate with its key. Default: the system's authorities. */
  readonly tls?: Pick<TlsOptions, "ca" | "cert" | "key">;
}

const CONNECT_MS = 5000;
/** The time between attempts after a lost connection. They never end: appends wait meanwhile. */
const RECONNECT_MS = 250;

/**
 * @param address one server or more, with commas: `nats://host:4222`, `tls://host:4222`; with `user:password@` or `token@` if needed.
 * @throws RangeError if there is no server, or it refuses the client.
 */
export async function connectNats(address: string, { creds, tls }: NatsOptions): Promise<NatsConnection> {
  const urls = address.split(",").map(parseAddress);
  const { username, password } = urls[0]!;
  const isSecure = tls !== undefined || urls.some(({ protocol }) => protocol === "tls:");
  try {
    return await connect({
      servers: urls.map(({ host }) => host),
      name: "epochal",
      timeout: CONNECT_MS,
      maxReconnectAttempts: -1,
      reconnectTimeWait: RECONNECT_MS,
      ignoreAuthErrorAbort: true,
      ...(isSecure && { tls: tls ?? {} }),
      ...(creds !== undefined && { authenticator: credsAuthenticator(new TextEncoder().encode(creds)) }),
      ...(password !== "" && { user: decodeURIComponent(username), pass: decodeURIComponent(password) }),
      ...(username !== "" && password === "" && { token: decodeURIComponent(username) }),
    });
  } catch (error) {
    throw new RangeError(`openNatsLog: ${connectFailure(error, withoutSecrets(urls))}`, { cause: error });
  }
}

function parseAddress(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !["nats:", "tls:"].includes(url.protocol) || url.hostname === "") {
    throw new RangeError(`openNatsLog: expected an address such as nats://host:4222, got "${text}"`);
  }
  return url;
}

/** Addresses as text, without names and passwords. */
function withoutSecrets(urls: readonly URL[]): string {
  return urls.map(({ protocol, host }) => `${protocol}//${host}`).join(",");
}

/** An address without names and passwords, for messages. */
export function publicAddress(address: string): string {
  return withoutSecrets(address.split(",").map(parseAddress));
}

function connectFailure(error: unknown, address: string): string {
  if (error instanceof errors.AuthorizationError || error instanceof errors.UserAuthenticationExpiredError) {
    return `${address} refuses these credentials (${oneLine(error.message)}): name valid ones with --nats-creds`;
  }
  const { code, message } = error as NodeJS.ErrnoException;
  if (code?.startsWith("ERR_TLS") || /certificate|tls|ssl/i.test(message)) {
    return `no TLS connection with ${address} (${oneLine(message)}): name its authority with --nats-tls-ca`;
  }
  return `no NATS server at ${address} (${oneLine(message)}): start one with \`nats-server -js\`, or correct the address`;
}

/** An error of the client in one line without a final period. */
export function oneLine(message: string): string {
  return message.replaceAll(/\s+/g, " ").replace(/\.$/, "").trim().toLowerCase();
}
