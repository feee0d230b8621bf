import type { Command, TrainingEvent } from "@epochal/stream/events";
import { lineRun } from "@epochal/view/story";
import { Subject } from "rxjs";
import { expect, test } from "vitest";
import { createTerminal } from "../../test/terminal.ts";
import { showReader, type ReaderOptions } from "./show-reader.ts";

const LEFT = "\x1b[D";

function open(options: Partial<ReaderOptions> = {}) {
  const terminal = createTerminal();
  const events$ = new Subject<TrainingEvent>();
  const sent: Command[] = [];
  const { stdout, stdin } = terminal;
  const source = { chunks$: events$, command: (command: Command) => void sent.push(command) };
  const { finished } = showReader(source, { stdout, stdin, ...options });
  const story = lineRun().train(30);
  for (const event of story.events) events$.next(event);
  /** Types keys and waits for the expected reply. */
  async function expectReply(keys: string, expected: RegExp): Promise<void> {
    const from = terminal.written.length;
    terminal.type(keys);
    await terminal.until((written) => expected.test(written), from);
  }
  return { sent, expectReply, terminal, finished, state: story.state };
}

test("looking back is spoken, and commands apply to the epoch of the cursor", async () => {
  const { sent, expectReply, terminal, finished, state } = open();
  await expectReply(LEFT, /^Epoch 29: training loss \S+, validation loss \S+\.\n$/);
  await expectReply(`${LEFT}${LEFT}`, /^Epoch 28: .*\nEpoch 27: .*\n$/);
  await expectReply("*", new RegExp(`^Epoch ${state.best.validationLoss!.epoch}: |^Training, epoch 30`));
  await expectReply("g10\r", /:goto 10\nEpoch 10: training loss/);
  terminal.type("bR");
  await expectReply("R", /^look back first/);
  expect(sent).toEqual([
    { type: "branch", epoch: 10 },
    { type: "rewind", epoch: 10 },
  ]);
  await expectReply("\x1b[H", /^Epoch 0: before the training\.\n$/);
  await expectReply("\x1b", /^Training, epoch 30 of 1000/);
  terminal.type("qq");
  expect((await finished).by).toBe("quit");
});

test("every key and command gets a reply; the help lists those that work here", async () => {
  const { expectReply, terminal, finished } = open();
  await expectReply("u", /^nothing to undo\n$/);
  await expectReply("y", /^No key here/);
  await expectReply(":smooth 0.5\r", /That changes only the picture\.\n$/);
  for (const keys of ["?", ":help\r"]) {
    await expectReply(
      keys,
      /\nu: undo the last change.*\nLeft and right arrow: .*\nStar: .*\nR: .*\nb: .*\ng: .*\nCommands, .*: pause, /s,
    );
  }
  terminal.type("\x03");
  expect((await finished).by).toBe("interrupt");
});

test("each key builds on what the keys before it requested", async () => {
  const { sent, terminal, finished } = open({ epochsPerSecond: 100 });
  terminal.type("<<[[");
  terminal.type("\x03");
  await finished;
  expect(sent).toEqual([
    { type: "set", epochsPerSecond: 50 },
    { type: "set", epochsPerSecond: 25 },
    { type: "set", learningRate: 0.005 },
    { type: "set", learningRate: 0.0025 },
  ]);
});
