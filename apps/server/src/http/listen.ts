/** Takes a port, or says in one line why not. */
import type { AddressInfo, Server } from "node:net";

/** @throws RangeError when it cannot listen there. */
export function listen(server: Server, port: number, host: string): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => reject(listenError(error, host, port)));
    server.listen(port, host, () => resolve(server.address() as AddressInfo));
  });
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const told: Record<string, string> = {
    EADDRINUSE: "which is in use: choose another port, or stop the program that has it",
    EACCES: "which this user may not use: choose one above 1023",
    EADDRNOTAVAIL: "which is no address of this machine",
    ENOTFOUND: "which is no address of this machine",
  };
  const why = told[error.code ?? ""] ?? error.message;
  return new RangeError(`serve: expected a free port, got ${host}:${port}, ${why}`, { cause: error });
}
