import { expect, test } from "vitest";
import { createRemoteCommands } from "./remote-commands.ts";

test.each(["", "garbage", "{}", '{"type":"pong","n":1}'])(
  "a reply %j to a command that was forwarded refuses it",
  async (text) => {
    const requests = { send: async () => text, answer: () => () => {} };
    const remote = createRemoteCommands(requests, () => Promise.reject(new Error("not called")));
    const reply = await remote.forward({ type: "command", id: "1", run: "a", key: "k", command: { type: "pause" } });
    expect(reply).toMatchObject({ type: "refused", id: "1", code: "failed", retry: true });
  },
);
