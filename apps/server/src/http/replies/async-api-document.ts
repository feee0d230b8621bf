/** The AsyncAPI document of a server, encoded once. */
import { asyncApi } from "@epochal/protocol";
import type { IncomingMessage } from "node:http";
import { isIPv6, type Socket } from "node:net";

/** A machine has few addresses; a client may try all of 127.0.0.0/8. */
const MAX_CACHED = 16;

const documents = new Map<string, Buffer>();

/** The document as JSON. It names the address that the client has reached, and not the `Host` of the request, which may be anything. */
export function asyncApiDocument({ socket }: IncomingMessage): Buffer {
  const isSecure = "encrypted" in socket;
  const host = localHost(socket);
  const key = `${isSecure} ${host}`;
  const cached = documents.get(key);
  if (cached) return cached;
  const document = Buffer.from(`${JSON.stringify(asyncApi(host, isSecure))}\n`);
  if (documents.size >= MAX_CACHED) documents.clear();
  documents.set(key, document);
  return document;
}

function localHost({ localAddress = "localhost", localPort }: Socket): string {
  const address = localAddress.replace(/^::ffff:/, "");
  return `${isIPv6(address) ? `[${address}]` : address}:${localPort}`;
}
