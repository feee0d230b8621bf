/** One nats-server, or a cluster of them, on this machine. */
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { once } from "node:events";
import { join } from "node:path";
import { startDisturbed, type DisturbedProcess } from "./disturbed-process.ts";

export interface NatsCluster {
  /** The addresses of all servers, with commas. */
  readonly address: string;
  readonly servers: readonly DisturbedProcess[];
}

/** Ports that are free now. */
export async function freePorts(count: number): Promise<number[]> {
  const listeners = await Promise.all(
    Array.from({ length: count }, async () => {
      const listener = createServer().listen(0, "127.0.0.1");
      await once(listener, "listening");
      return listener;
    }),
  );
  const ports = listeners.map((listener) => (listener.address() as AddressInfo).port);
  await Promise.all(listeners.map((listener) => once(listener.close(), "close")));
  return ports;
}

export async function startNatsCluster(program: string, count: number, folder: string): Promise<NatsCluster> {
  const ports = await freePorts(count);
  const clusterPorts = await freePorts(count);
  const routes = clusterPorts.map((port) => `nats-route://127.0.0.1:${port}`).join(", ");
  const servers = ports.map((port, i) => {
    const place = join(folder, `nats-${i}`);
    mkdirSync(place);
    const config = join(place, "nats.conf");
    const lines = [
      `server_name: nats-${i}`,
      `listen: 127.0.0.1:${port}`,
      `jetstream { store_dir: ${JSON.stringify(place)} }`,
      ...(count > 1 ? [`cluster { name: epochal, listen: "127.0.0.1:${clusterPorts[i]}", routes: [${routes}] }`] : []),
    ];
    writeFileSync(config, lines.join("\n"));
    return startDisturbed(program, ["--config", config]);
  });
  await Promise.all(servers.map((server) => server.printed(/Server is ready/)));
  return { address: ports.map((port) => `nats://127.0.0.1:${port}`).join(","), servers };
}
