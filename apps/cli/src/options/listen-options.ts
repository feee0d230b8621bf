/** Options of commands that listen for clients. */
import { Option, type Command } from "commander";
import { logLevels } from "../server/json-logger.ts";
import type { TlsFlags } from "../server/read-tls.ts";
import { wholeNumberParser } from "./parse-number.ts";

export interface ListenFlags extends TlsFlags {
  readonly port: number;
  readonly host: string;
  readonly allowOrigin?: readonly string[];
  readonly trustProxy?: true;
}

/** Adds options for the address, for web pages, for a proxy and for a certificate. */
export function addListenOptions(command: Command): Command {
  return command
    .option("--port <n>", "port to listen on; 0 picks a free one", wholeNumberParser(0, 65535), 8080)
    .option("--host <address>", "address to listen on; 0.0.0.0, for other machines, needs a token", "127.0.0.1")
    .option("--allow-origin <origin...>", "let web pages from here use the server, such as https://example.org")
    .option("--trust-proxy", "clients are those that a reverse proxy names in X-Forwarded-For; only behind one")
    .option(
      "--tls-cert <file>",
      "TLS certificate chain, PEM, leaf first; with --tls-key, for wss: and https:; SIGHUP reads both again",
    )
    .option("--tls-key <file>", "the certificate's private key, PEM");
}

export function addLogLevelOption(command: Command): Command {
  return command.addOption(
    new Option("--log-level <level>", "log JSON to standard error (default: warn; silent in a terminal)").choices(
      logLevels,
    ),
  );
}
