/** The memory of an idle connection: the server's memory with a thousand of them, compared with fewer. */
import { startChild } from "./child.ts";

/** Connections opened first, so that one-time allocations do not count. */
const WARM = 200;

/** Bytes of resident memory per connection, and the part of them in the JavaScript heap and buffers. */
export async function measureIdle(store: string, connections: number): Promise<{ resident: number; heap: number }> {
  const server = startChild(new URL("server.ts", import.meta.url), [store]);
  const clients = startChild(new URL("subscribers.ts", import.meta.url));
  try {
    const port = await server.request("port");
    const open = (count: number) => clients.request("open", { port, path: "/v1", count, isOurs: true });
    await open(WARM);
    const before = await server.request<{ resident: number; heap: number }>("memory");
    await open(connections);
    await clients.request("quiet");
    const after = await server.request<{ resident: number; heap: number }>("memory");
    return {
      resident: (after.resident - before.resident) / connections,
      heap: (after.heap - before.heap) / connections,
    };
  } finally {
    server.end();
    clients.end();
  }
}
