/** What a connection takes that does nothing: memory of the server, with a thousand of them and without. */
import { startChild } from "./child.ts";

/** Connections that were opened before, so that what the first ones need once is there. */
const WARM = 200;

/** Bytes of resident memory for each, and of them those that JavaScript knows of. */
export async function measureIdle(store: string, connections: number): Promise<{ resident: number; heap: number }> {
  const server = startChild(new URL("server.ts", import.meta.url), [store]);
  const clients = startChild(new URL("subscribers.ts", import.meta.url));
  try {
    const port = await server.ask("port");
    const open = (count: number) => clients.ask("open", { port, path: "/v1", count, isOurs: true });
    await open(WARM);
    const before = await server.ask<{ resident: number; heap: number }>("memory");
    await open(connections);
    await clients.ask("quiet");
    const after = await server.ask<{ resident: number; heap: number }>("memory");
    return {
      resident: (after.resident - before.resident) / connections,
      heap: (after.heap - before.heap) / connections,
    };
  } finally {
    server.end();
    clients.end();
  }
}
