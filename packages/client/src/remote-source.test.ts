import { expect, test } from "vitest";
import { createScriptedServer, epochs, gap, hello, subscribed } from "../test/scripted-server.ts";
import { connect } from "./connect.ts";
import { remoteSource } from "./remote-source.ts";

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
