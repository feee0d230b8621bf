/** Random programs of what can happen to a server and its clients, and the property that must hold for each. */
import type { EventChunk } from "@epochal/stream/events";
import fc from "fast-check";
import { createClient, type Client, type SubscribeOptions } from "./client.ts";
import type { Fault } from "./faults.ts";
import { openFileStorage, type Storage } from "./storage.ts";
import { createWorld, type World } from "./world.ts";

/** The generators of programs for fast-check. */
interface Model {
  clients: number;
}

interface Real {
  readonly world: World;
  readonly clients: Client[];
}

const MAX_CLIENTS = 4;
/** After this many turns without progress, the clients are stuck. */
const MAX_IDLE_TURNS = 50;

function command(
  name: string,
  act: (real: Real) => void | Promise<void>,
  check = (_model: Model) => true,
  change = (_model: Model) => {},
) {
  return {
    check: (model: Readonly<Model>) => check(model),
    toString: () => name,
    async run(model: Model, real: Real) {
      change(model);
      await act(real);
      await real.world.settle();
      for (const client of real.clients) client.step();
      await real.world.settle();
    },
  };
}

const withClient = (i: number, name: string, act: (client: Client, world: World) => void) =>
  command(
    `${name} ${i}`,
    ({ world, clients }) => act(clients[i % clients.length], world),
    ({ clients }) => clients > 0,
  );

const epochs = (count: number) => (seq: number, epoch: number) => {
  const column = (scale: number) => Float64Array.from({ length: count }, (_, i) => scale / (3 + seq + i));
  return {
    type: "epochs",
    seq,
    time: seq,
    epoch,
    loss: column(1),
    learningRate: column(0.1),
    gradientNorm: column(10),
  } as const;
};
const notice = (seq: number, epoch: number): EventChunk => ({
  type: "noticed",
  seq,
  time: seq,
  epoch: epoch - 1,
  text: "look",
});

const which = fc.nat({ max: MAX_CLIENTS - 1 });
const options: fc.Arbitrary<SubscribeOptions> = fc.record(
  {
    after: fc.constantFrom("start", "start", "live"),
    mode: fc.constantFrom("all", "all", "latest", "sampled"),
    window: fc.constantFrom(1, 4, 32, 200),
    every: fc.constantFrom(1, 3, 50),
    perSecond: fc.constantFrom(1, 20),
  },
  { requiredKeys: ["after", "mode"] },
);
const commands = [
  fc.nat({ max: 300 }).map((n) => command(`append ${n + 1} epochs`, ({ world }) => world.append(epochs(n + 1)))),
  fc.nat({ max: 5 }).map((n) => command(`append ${n + 1} epochs`, ({ world }) => world.append(epochs(n + 1)))),
  fc.constant(command("append a notice", ({ world }) => world.append(notice))),
  fc.constant(command("commit", ({ world }) => world.commit())),
  fc.constant(command("commit", ({ world }) => world.commit())),
  options.map((given) =>
    command(
      `subscribe ${JSON.stringify(given)}`,
      ({ world, clients }) => void clients.push(createClient(world, `client ${clients.length}`, world.run, given)),
      ({ clients }) => clients < MAX_CLIENTS,
      (model) => (model.clients += 1),
    ),
  ),
  which.map((i) => withClient(i, "drop", (client) => client.disconnect())),
  fc
    .tuple(which, fc.boolean())
    .map(([i, is]) => withClient(i, is ? "stall" : "continue", (client) => client.setStalled(is))),
  fc.tuple(which, fc.nat({ max: 3 })).map(([i, n]) => withClient(i, `take ${n}:`, (client) => client.take(n))),
  fc.tuple(which, fc.boolean()).map(([i, is]) => withClient(i, `auto-ack ${is}`, (client) => client.setAutoAck(is))),
  which.map((i) => withClient(i, "acknowledge", (client) => client.acknowledge())),
  fc.constantFrom(10, 60, 1100).map((ms) => command(`pass ${ms} ms`, ({ world }) => world.clock.advance(ms))),
  fc.constant(command("kill", ({ world }) => world.kill())),
  fc.constant(command("drain", ({ world }) => world.drain())),
  fc.constant(command("finish", ({ world }) => world.finish())),
];

/** The property that every client gets every event once, alone or in a gap whose sum is right, and never before it is stored. */
export function everyEventOnce(createFault: () => Fault, openStorage: () => Storage = openFileStorage) {
  return fc.asyncProperty(fc.commands(commands, { maxCommands: 60, size: "max" }), async (program) => {
    const world = await createWorld(createFault(), openStorage());
    const clients: Client[] = [];
    try {
      await world.settle();
      await fc.asyncModelRun(() => ({ model: { clients: 0 }, real: { world, clients } }), program);
      world.finish();
      for (const client of clients) {
        client.setStalled(false);
        client.setAutoAck(true);
        client.acknowledge();
      }
      await runToEnd(world, clients);
      for (const client of clients) if (!client.isDone) world.violations.push(`stuck: ${client.state}`);
    } finally {
      await world.close();
    }
    if (world.violations.length > 0) throw new Error(world.violations.slice(0, 3).join("; "));
  });
}

async function runToEnd(world: World, clients: readonly Client[]): Promise<void> {
  let before = "";
  for (let idle = 0; idle < MAX_IDLE_TURNS && !clients.every(({ isDone }) => isDone); idle++) {
    await world.commit();
    world.clock.advance(100);
    for (const client of clients) client.step();
    await world.settle();
    const now = clients.map(({ state }) => state).join();
    if (now !== before) idle = 0;
    before = now;
    if (world.violations.length > 0) return;
  }
}
