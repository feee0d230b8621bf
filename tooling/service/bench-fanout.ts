/**
 * What it costs to tell a thousand subscribers, against socket.io in the same run; what it costs to store and to replay; what one
 * takes who does nothing, and what the others notice of one who stops reading. Ends with 0 only where the claims hold.
 *
 * `npm run bench:fanout [SECONDS]`
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadNow } from "../bench/machine.ts";
import { describeMachine } from "../bench/processor.ts";
import { startChild } from "./fanout/child.ts";
import { atLeast, atMost, round, type Claim } from "./fanout/claims.ts";
import { measureOurs, measureSocketIo, type FanOut } from "./fanout/fan-out.ts";
import { measureIdle } from "./fanout/idle.ts";
import { measureReplay } from "./fanout/replay.ts";
import { measureStalled } from "./fanout/stalled.ts";

const seconds = Number(process.argv[2] ?? 30);
const SUBSCRIBERS = 1000;
const PER_SECOND = 60;
const loadBefore = loadNow();
const folder = mkdtempSync(join(tmpdir(), "epochal-fanout-"));
const plan = { subscribers: SUBSCRIBERS, eventsPerSecond: PER_SECOND, seconds };

console.log(`${SUBSCRIBERS} subscribers, ${PER_SECOND} events a second, ${seconds} s`);
const server = startChild(new URL("fanout/server.ts", import.meta.url), [join(folder, "fan-out.db")]);
const ours = tell("ours, 4 events a message", await measureOurs(server, "four", { ...plan, group: 4 }));
const bare = startChild(new URL("fanout/floor.ts", import.meta.url));
const floor = tell("bare writes, 4 events a message", await measureOurs(bare, "four", { ...plan, group: 4 }));
const singleFloor = tell("bare writes, one event a message", await measureOurs(bare, "one", { ...plan, group: 1 }));
bare.end();
const single = tell("ours, one event a message", await measureOurs(server, "one", { ...plan, group: 1 }));
const socketIo = tell("socket.io, one event a message", await measureSocketIo(plan));
const fifteen = tell("ours, 15 events a message", await measureOurs(server, "fifteen", { ...plan, group: 15 }));
console.log("storing and replaying");
const quick = await measureReplay(server, "quick", 2000, 1024, 3);
const slow = await measureReplay(server, "slow", 50_000, 1, 1);
server.end();
console.log("idle connections");
const idle = await measureIdle(join(folder, "idle.db"), 1000);
console.log("readers that stop reading");
const stalled = await measureStalled(join(folder, "stalled.db"), Math.min(10, seconds));
rmSync(folder, { recursive: true });

const all = ours.delivered === ours.wanted && ours.faults === 0;
const isTrue = stalled.complaints.length === 0;
const claims: Claim[] = [
  { what: "all delivered, in order", is: `${round(ours.delivered, 9)} of ${round(ours.wanted, 9)}`, holds: all },
  atMost("the server, 4 events a message", 0.3, ours.cores, "core"),
  atLeast(
    "cost of a delivery, socket.io ÷ ours, 4 events a message",
    10,
    socketIo.microseconds / ours.microseconds,
    "×",
  ),
  atMost("ours ÷ bare writes of the same bytes, 4 events a message", 1.6, ours.microseconds / floor.microseconds, "×"),
  atLeast("stored, 1,024 epochs a chunk", 100_000, quick.stored.perSecond, "epochs/s"),
  atLeast("from log to socket, in columns", 1_000_000, quick.replayed.perSecond, "epochs/s"),
  {
    what: "every event replayed, in order",
    is: quick.isWhole && slow.isWhole ? "yes" : "no",
    holds: quick.isWhole && slow.isWhole,
  },
  atMost("memory of an idle connection", 30 * 1024, idle.resident, "bytes"),
  atMost("sent to one who stopped, beyond what it acknowledged", stalled.window, stalled.ahead, "events"),
  atMost("memory kept meanwhile for those who stopped", 2 * 2 ** 20, stalled.grown, "bytes"),
  atMost("the others wait longer for half of the messages", 10, stalled.during[0] - stalled.before[0], "ms"),
  {
    what: "those who stopped are told of every event, or of a true gap",
    is: isTrue ? stalled.gap : stalled.complaints[0]!,
    holds: isTrue,
  },
];
const held = claims.filter(({ holds }) => holds);
const text = [
  "# The service, measured",
  "",
  `${new Date().toISOString().slice(0, 10)}, ${describeMachine()}, Node ${process.version}; load before it began: ${loadBefore.toFixed(1)}.`,
  `${SUBSCRIBERS} subscribers, ${PER_SECOND} events a second, ${seconds} s. Processor time is that of the server's process alone.`,
  "",
  "| who tells | cores | µs a delivery | µs a message | socket.io takes |",
  "| --- | --- | --- | --- | --- |",
  costRow("epochal, 4 events a message", ours, 4),
  costRow("bare writes of the same bytes, 4 events a message", floor, 4),
  costRow("epochal, 15 events a message", fifteen, 15),
  costRow("epochal, one event a message", single, 1),
  costRow("bare writes of the same bytes, one event a message", singleFloor, 1),
  costRow("socket.io, one event a message", socketIo, 1),
  "",
  "| of one run | epochs/s | µs of processor an epoch |",
  "| --- | --- | --- |",
  ...[
    ["stored, 1,024 epochs a chunk", quick.stored] as const,
    ["replayed to a socket, 1,024 a chunk", quick.replayed] as const,
    ["stored, one epoch a chunk", slow.stored] as const,
    ["replayed to a socket, one a chunk", slow.replayed] as const,
  ].map(([what, { perSecond, microseconds }]) => `| ${what} | ${round(perSecond)} | ${round(microseconds)} |`),
  "",
  `An idle connection: ${round(idle.resident / 1024)} KiB resident, ${round(idle.heap / 1024)} KiB of it JavaScript's.`,
  `Two readers that stopped while ${round(stalled.told, 9)} events were told: the others got half of the messages within ${stalled.during[0]} ms and 99 % within`,
  `${stalled.during[1]} ms (before: ${stalled.before.join(" and ")} ms); the one in mode latest was told of a gap, ${stalled.gap}.`,
  "",
  "| claim | is | |",
  "| --- | --- | --- |",
  ...claims.map(({ what, is, holds }) => `| ${what} | ${is} | ${holds ? "holds" : "missed"} |`),
  "",
].join("\n");
console.log(text);
if (seconds >= 30) {
  const results = join(import.meta.dirname, "results");
  mkdirSync(results, { recursive: true });
  writeFileSync(join(results, "fanout.md"), text);
}
console.log(`${held.length} of ${claims.length} claims hold`);
process.exitCode = held.length === claims.length ? 0 : 1;

function costRow(who: string, { cores, microseconds }: FanOut, group: number): string {
  const cells = [round(cores), round(microseconds), round(microseconds * group)];
  return `| ${who} | ${cells.join(" | ")} | ${round(socketIo.microseconds / microseconds)} × |`;
}

function tell(name: string, one: FanOut): FanOut {
  const { delivered, wanted, cores, microseconds } = one;
  console.log(`${name}: ${delivered} of ${wanted}, ${round(cores)} core, ${round(microseconds)} µs a delivery`);
  return one;
}
