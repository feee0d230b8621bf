/**
 * The cost of sending to a thousand subscribers, compared with socket.io in the same run; of storing and replaying a run; of an idle
 * connection; and the effect of stalled readers on others. Exits with 0 only if all claims hold.
 *
 * `npm run bench:fanout [SECONDS]`
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadAverage } from "../bench/machine/circumstances.ts";
import { describeMachine } from "../bench/machine/processor.ts";
import { startChild } from "./fanout/child.ts";
import { atLeast, atMost, round, type Claim } from "./fanout/claims.ts";
import { measureOurs, measureSocketIo, type FanOut } from "./fanout/fan-out.ts";
import { measureIdle } from "./fanout/idle.ts";
import { measureReplay } from "./fanout/replay.ts";
import { measureStalled } from "./fanout/stalled.ts";

const seconds = Number(process.argv[2] ?? 30);
const SUBSCRIBERS = 1000;
const PER_SECOND = 60;
const loadBefore = loadAverage();
const folder = mkdtempSync(join(tmpdir(), "epochal-fanout-"));
const plan = { subscribers: SUBSCRIBERS, eventsPerSecond: PER_SECOND, seconds };

console.log(`${SUBSCRIBERS} subscribers, ${PER_SECOND} events a second, ${seconds} s`);
const server = startChild(new URL("fanout/server.ts", import.meta.url), [join(folder, "fan-out.db")]);
const ours = printResult("ours, 4 events a message", await measureOurs(server, "four", { ...plan, group: 4 }));
const bare = startChild(new URL("fanout/bare-writes.ts", import.meta.url));
const floor = printResult("bare writes, 4 events a message", await measureOurs(bare, "four", { ...plan, group: 4 }));
const singleFloor = printResult(
  "bare writes, one event a message",
  await measureOurs(bare, "one", { ...plan, group: 1 }),
);
bare.end();
const single = printResult("ours, one event a message", await measureOurs(server, "one", { ...plan, group: 1 }));
const socketIo = printResult("socket.io, one event a message", await measureSocketIo(plan));
const fifteen = printResult("ours, 15 events a message", await measureOurs(server, "fifteen", { ...plan, group: 15 }));
console.log("storing and replaying");
const quick = await measureReplay(server, "quick", 2000, 1024, 3);
const slow = await measureReplay(server, "slow", 50_000, 1, 1);
server.end();
console.log("idle connections");
const idle = await measureIdle(join(folder, "idle.db"), 1000);
console.log("stalled readers");
const stalled = await measureStalled(join(folder, "stalled.db"), Math.min(10, seconds));
rmSync(folder, { recursive: true });

const all = ours.delivered === ours.expected && ours.faults === 0;
const isCorrect = stalled.problems.length === 0;
const claims: Claim[] = [
  { what: "all delivered, in order", is: `${round(ours.delivered, 9)} of ${round(ours.expected, 9)}`, holds: all },
  atMost("the server, 4 events a message", 0.3, ours.cores, "core"),
  atLeast(
    "cost per delivery, socket.io ÷ ours, 4 events a message",
    10,
    socketIo.microseconds / ours.microseconds,
    "×",
  ),
  atMost("ours ÷ bare writes of the same bytes, 4 events a message", 1.6, ours.microseconds / floor.microseconds, "×"),
  atLeast("stored, 1,024 epochs a chunk", 100_000, quick.stored.perSecond, "epochs/s"),
  atLeast("replayed from log to socket, in columns", 1_000_000, quick.replayed.perSecond, "epochs/s"),
  {
    what: "every event replayed, in order",
    is: quick.isWhole && slow.isWhole ? "yes" : "no",
    holds: quick.isWhole && slow.isWhole,
  },
  atMost("memory of an idle connection", 30 * 1024, idle.resident, "bytes"),
  atMost("sent to a stalled reader, beyond its acknowledged position", stalled.window, stalled.ahead, "events"),
  atMost("memory held for stalled readers", 2 * 2 ** 20, stalled.grown, "bytes"),
  atMost("added delay of other readers, median", 10, stalled.during[0] - stalled.before[0], "ms"),
  {
    what: "stalled readers receive every event, or a correct gap",
    is: isCorrect ? stalled.gap : stalled.problems[0]!,
    holds: isCorrect,
  },
];
const holding = claims.filter(({ holds }) => holds);
const text = [
  "# The service, measured",
  "",
  `${new Date().toISOString().slice(0, 10)}, ${describeMachine()}, Node ${process.version}; load before the run: ${loadBefore.toFixed(1)}.`,
  `${SUBSCRIBERS} subscribers, ${PER_SECOND} events a second, ${seconds} s. Processor time is that of the server's process alone.`,
  "",
  "| server | cores | µs per delivery | µs per message | socket.io needs |",
  "| --- | --- | --- | --- | --- |",
  costRow("epochal, 4 events a message", ours, 4),
  costRow("bare writes of the same bytes, 4 events a message", floor, 4),
  costRow("epochal, 15 events a message", fifteen, 15),
  costRow("epochal, one event a message", single, 1),
  costRow("bare writes of the same bytes, one event a message", singleFloor, 1),
  costRow("socket.io, one event a message", socketIo, 1),
  "",
  "| one run | epochs/s | µs of processor time per epoch |",
  "| --- | --- | --- |",
  ...[
    ["stored, 1,024 epochs a chunk", quick.stored] as const,
    ["replayed to a socket, 1,024 a chunk", quick.replayed] as const,
    ["stored, one epoch a chunk", slow.stored] as const,
    ["replayed to a socket, one a chunk", slow.replayed] as const,
  ].map(([what, { perSecond, microseconds }]) => `| ${what} | ${round(perSecond)} | ${round(microseconds)} |`),
  "",
  `An idle connection: ${round(idle.resident / 1024)} KiB resident, ${round(idle.heap / 1024)} KiB of it in the JavaScript heap.`,
  `Two readers stalled during ${round(stalled.emitted, 9)} events: the others received half of the messages within ${stalled.during[0]} ms and 99 % within ${stalled.during[1]} ms`,
  `(before: ${stalled.before.join(" and ")} ms); the one in mode latest received a gap, ${stalled.gap}.`,
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
console.log(`${holding.length} of ${claims.length} claims hold`);
process.exitCode = holding.length === claims.length ? 0 : 1;

function costRow(server: string, { cores, microseconds }: FanOut, group: number): string {
  const cells = [round(cores), round(microseconds), round(microseconds * group)];
  return `| ${server} | ${cells.join(" | ")} | ${round(socketIo.microseconds / microseconds)} × |`;
}

function printResult(name: string, one: FanOut): FanOut {
  const { delivered, expected, cores, microseconds } = one;
  console.log(`${name}: ${delivered} of ${expected}, ${round(cores)} core, ${round(microseconds)} µs per delivery`);
  return one;
}
