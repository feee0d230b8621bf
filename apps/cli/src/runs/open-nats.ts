/** Opens the store that several machines share on NATS. */
import type { NatsLog } from "@epochal/log-nats";
import { InputError, userMessage } from "../errors.ts";
import { readText } from "../files/read-files.ts";
import type { NatsFlags } from "../options/nats-options.ts";
import { defined } from "../options/defined.ts";

/** Whether a store is named by the address of a NATS server, and not by a file. */
export const isNatsAddress = (store: string): boolean => /^(nats|tls):\/\//.test(store);

/** A store for people and logs: a file, or an address without its password. */
export const storeName = (store: string): string =>
  isNatsAddress(store) ? store.replaceAll(/\/\/[^@/]*@/g, "//") : store;

/**
 * @param options how it is opened; `isReader`: it is only read.
 * @throws InputError when the server cannot be used, or a file of the flags cannot be read.
 */
export async function openNats(
  address: string,
  { natsCreds, natsTlsCa, natsTlsCert, natsTlsKey }: NatsFlags,
  options: { readonly now?: () => number; readonly isReader?: boolean; readonly onFailure?: (error: unknown) => void },
): Promise<NatsLog> {
  if ((natsTlsCert === undefined) !== (natsTlsKey === undefined)) {
    throw new InputError("--nats-tls-cert and --nats-tls-key go together: name both files");
  }
  const read = async (file: string | undefined) => (file === undefined ? undefined : readText(file));
  const [creds, ca, cert, key] = await Promise.all([natsCreds, natsTlsCa, natsTlsCert, natsTlsKey].map(read));
  const tls = ca === undefined && cert === undefined ? undefined : defined({ ca, cert, key });
  const { openNatsLog } = await import("@epochal/log-nats");
  return openNatsLog(address, { ...options, ...defined({ creds, tls }) }).catch((error: unknown) => {
    throw new InputError(userMessage(error).replace(/^openNatsLog: /, ""));
  });
}
