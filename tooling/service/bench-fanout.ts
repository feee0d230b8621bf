/**
 * The cost of sending to a thousand subscribers, compared with socket.io in the same run; of storing and replaying a run; of an idle
 * connection; and the effect of stalled readers on others. Exits with 0 only if all claims hold.
 *
 * `npm run bench:fanout [SECONDS]`
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadAverage } from "../bench/machine/circumstances.ts";
import { describeConditions, markdownTable, writeResult } from "../bench/report.ts";
import { startChild } from "./fanout/child.ts";
import { atLeast, atMost, claim, round, type Claim } from "./fanout/claims.ts";
import { measureOurs, measureSocketIo, type FanOut } from "./fanout/fan-out.ts";
import { measureIdle } from "./fanout/idle.ts";
import { measureReplay, type Speed } from "./fanout/replay.ts";
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
const floorOfOne = printResult(
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

const isDelivered = ours.delivered === ours.expected && ours.faults === 0;
const isWhole = quick.isWhole && slow.isWhole;
const isCorrect = stalled.problems.length === 0;
const advantage = socketIo.microseconds / ours.microseconds;
const overhead = ours.microseconds / floor.microseconds;
const claims: Claim[] = [
  claim("all delivered, in order", `${round(ours.delivered, 9)} of ${round(ours.expected, 9)}`, isDelivered),
  atMost("the server, 4 events a message", 0.3, ours.cores, "core"),
  atLeast("cost per delivery, socket.io ÷ ours, 4 events a message", 10, advantage, "×"),
  atMost("ours ÷ bare writes of the same bytes, 4 events a message", 1.6, overhead, "×"),
  atLeast("stored, 1,024 epochs a chunk", 100_000, quick.stored.perSecond, "epochs/s"),
  atLeast("replayed from log to socket, in columns", 1_000_000, quick.replayed.perSecond, "epochs/s"),
  claim("every event replayed, in order", isWhole ? "yes" : "no", isWhole),
  atMost("memory of an idle connection", 30 * 1024, idle.resident, "bytes"),
  atMost("sent to a stalled reader, beyond its acknowledged position", stalled.window, stalled.ahead, "events"),
  atMost("memory held for stalled readers", 2 * 2 ** 20, stalled.grown, "bytes"),
  atMost("added delay of other readers, median", 10, stalled.during[0] - stalled.before[0], "ms"),
  claim(
    "stalled readers receive every event, or a correct gap",
    isCorrect ? stalled.gap : stalled.problems[0]!,
    isCorrect,
  ),
];
const holding = claims.filter(({ holds }) => holds);
const text = [
  "# The service, measured",
  "",
  `${describeConditions(loadBefore)}.`,
  `${SUBSCRIBERS} subscribers, ${PER_SECOND} events a second, ${seconds} s. Processor time is that of the server's process alone.`,
  "",
  ...markdownTable(
    ["server", "cores", "µs per delivery", "µs per message", "socket.io needs"],
    [
      costRow("epochal, 4 events a message", ours, 4),
      costRow("bare writes of the same bytes, 4 events a message", floor, 4),
      costRow("epochal, 15 events a message", fifteen, 15),
      costRow("epochal, one event a message", single, 1),
      costRow("bare writes of the same bytes, one event a message", floorOfOne, 1),
      costRow("socket.io, one event a message", socketIo, 1),
    ],
  ),
  ...markdownTable(
    ["one run", "epochs/s", "µs of processor time per epoch"],
    [
      speedRow("stored, 1,024 epochs a chunk", quick.stored),
      speedRow("replayed to a socket, 1,024 a chunk", quick.replayed),
      speedRow("stored, one epoch a chunk", slow.stored),
      speedRow("replayed to a socket, one a chunk", slow.replayed),
    ],
  ),
  `An idle connection: ${round(idle.resident / 1024)} KiB resident, ${round(idle.heap / 1024)} KiB of it in the JavaScript heap.`,
  `Two readers stalled during ${round(stalled.emitted, 9)} events: the others received half of the messages within ${stalled.during[0]} ms and 99 % within ${stalled.during[1]} ms`,
  `(before: ${stalled.before.join(" and ")} ms); the one in mode latest received a gap, ${stalled.gap}.`,
  "",
  ...markdownTable(
    ["claim", "is", ""],
    claims.map(({ what, is, holds }) => [what, is, holds ? "holds" : "missed"]),
  ),
].join("\n");
console.log(text);
if (seconds >= 30) writeResult(import.meta.dirname, "fanout.md", text);
console.log(`${holding.length} of ${claims.length} claims hold`);
process.exitCode = holding.length === claims.length ? 0 : 1;

function costRow(server: string, { cores, microseconds }: FanOut, group: number): string[] {
  const needs = `${round(socketIo.microseconds / microseconds)} ×`;
  return [server, round(cores), round(microseconds), round(microseconds * group), needs];
}

function speedRow(what: string, { perSecond, microseconds }: Speed): string[] {
  return [what, round(perSecond), round(microseconds)];
}

function printResult(name: string, one: FanOut): FanOut {
  const { delivered, expected, cores, microseconds } = one;
  console.log(`${name}: ${delivered} of ${expected}, ${round(cores)} core, ${round(microseconds)} µs per delivery`);
  return one;
}
