import { expect, test } from "vitest";
import { createScriptedServer, epochs, gap, hello, subscribed } from "../test/scripted-server.ts";
import { connect } from "./connect.ts";
import { remoteSource, showBranches } from "./remote-source.ts";

test("chunks and gaps come in order, each after it was shown to the caller", () => {
  const server = createScriptedServer();
  const run = connect("ws://localhost:8080", server).run("run-1", { mode: "sampled", successors: true });
  const seen: string[] = [];
  const source = remoteSource(run, (chunk) => seen.push(`called ${chunk.type}`), false);
  expect(source.canControl()).toBe(false);
  source.chunks$.subscribe((chunk) => seen.push(chunk.type));
  server.sockets[0]!.emit(hello, subscribed(1), epochs(1, 2), gap(3, 4, "sampled"));
  expect(seen).toEqual(["called epochs", "epochs", "called gap", "gap"]);
  expect(source.canControl()).toBe(true);
});

test("a view follows the first 20 branches: a run with thousands opens no thousands of connections", () => {
  const shown: string[] = [];
  const onChunk = showBranches((run) => shown.push(run));
  const names = Array.from({ length: 1000 }, (_, i) => `branch-${i}`);
  const reply = { type: "commanded", seq: 1, time: 1, outcome: "applied", epoch: 1, step: 1 } as const;
  onChunk({ ...reply, command: { type: "pause" } });
  for (const branch of names) onChunk({ ...reply, command: { type: "branch" }, branch });
  expect(shown).toEqual(names.slice(0, 20));
});
