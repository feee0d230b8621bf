/** Options for a store on NATS. */
import { Option, type Command } from "commander";

export interface NatsFlags {
  readonly nats?: string;
  /** Files. */
  readonly natsCreds?: string;
  readonly natsTlsCa?: string;
  readonly natsTlsCert?: string;
  readonly natsTlsKey?: string;
}

/** Adds `--nats` with its options. */
export function addNatsOptions(command: Command, meaning: string): Command {
  const nats = new Option("--nats <address>", `${meaning}, such as nats://host:4222`).conflicts("store");
  return addNatsAccess(command.addOption(nats));
}

/** Adds the options that a store at a `nats://` address may need. */
export function addNatsAccess(command: Command): Command {
  return command
    .option("--nats-creds <file>", "credentials file for the NATS server")
    .option("--nats-tls-ca <file>", "certificate authority of the NATS server, PEM (default: the system's)")
    .option("--nats-tls-cert <file>", "certificate for the NATS server, PEM; with --nats-tls-key")
    .option("--nats-tls-key <file>", "the certificate's private key, PEM");
}
