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
  const { username, password } = credentialsOf(urls[0]!);
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
      ...(password !== "" && { user: username, pass: password }),
      ...(username !== "" && password === "" && { token: username }),
    });
  } catch (error) {
    throw new RangeError(`openNatsLog: ${connectFailure(error, withoutSecrets(urls))}`, { cause: error });
  }
}

function parseAddress(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !["nats:", "tls:"].includes(url.protocol) || url.hostname === "") {
    throw new RangeError(
      `openNatsLog: expected an address such as nats://host:4222, got "${text.replace(/^(\w*:\/\/)?.*@/, "$1…@")}"`,
    );
  }
  return url;
}

/** @throws RangeError if they are not escaped. */
function credentialsOf({ username, password }: URL): Pick<URL, "username" | "password"> {
  try {
    return { username: decodeURIComponent(username), password: decodeURIComponent(password) };
  } catch {
    throw new RangeError("openNatsLog: expected each % in the name or password of an address as %25");
  }
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
    return `${address} refuses these credentials (${oneLine(error.message)}): give valid ones in the address, as nats://user:password@host, or with --nats-creds`;
  }
  const { code, message } = error as NodeJS.ErrnoException;
  if (/credential|nkeys|seed|jwt/i.test(message)) {
    return `the credentials for ${address} cannot be read (${oneLine(message)}): name a file that nsc has written with --nats-creds`;
  }
  if (message.includes("does not support 'tls'")) {
    return `${address} takes no connections with TLS: leave out --nats-tls-ca, and write nats: in place of tls:`;
  }
  if (code?.startsWith("ERR_TLS") || /certificate|tls|ssl/i.test(message)) {
    return `no TLS connection with ${address} (${oneLine(message)}): name its authority with --nats-tls-ca`;
  }
  return `no NATS server at ${address} (${oneLine(message)}): start one with \`nats-server -js\`, or correct the address`;
}

/** An error of the client in one line without a final period. */
export function oneLine(message: string): string {
  return message.replaceAll(/\s+/g, " ").replace(/\.$/, "").trim().toLowerCase();
}
