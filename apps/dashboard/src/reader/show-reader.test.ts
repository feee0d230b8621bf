import { Subject } from "rxjs";
import { expect, test } from "vitest";
import type { Command, TrainingEvent } from "@epochal/stream/events";
import { line } from "../../test/story.ts";
import { createTerminal } from "../../test/terminal.ts";
import { showReader } from "./show-reader.ts";

const LEFT = "\x1b[D";

function open() {
  const terminal = createTerminal();
  const events$ = new Subject<TrainingEvent>();
  const sent: Command[] = [];
  const { stdout, stdin } = terminal;
  const { finished } = showReader({ events$, command: (command) => void sent.push(command) }, { stdout, stdin });
  const story = line().train(30);
  for (const event of story.events) events$.next(event);
  /** What is said after some keys, once it is what is expected. */
  async function answers(keys: string, expected: RegExp): Promise<void> {
    const from = terminal.written.length;
    terminal.type(keys);
    await terminal.until((written) => expected.test(written), from);
  }
  return { sent, answers, terminal, finished, state: story.state };
}

test("looking back is answered in words, and what is steered from there is what was looked at", async () => {
  const { sent, answers, terminal, finished, state } = open();
  await answers(LEFT, /^Epoch 29: training loss \S+, validation loss \S+\.\n$/);
  await answers(`${LEFT}${LEFT}`, /^Epoch 28: .*\nEpoch 27: .*\n$/);
  await answers("*", new RegExp(`^Epoch ${state.best.validationLoss!.epoch}: |^Training, epoch 30`));
  await answers("g10\r", /:goto 10\nEpoch 10: training loss/);
  terminal.type("bR");
  await answers("R", /^look back first/);
  expect(sent).toEqual([
    { type: "branch", epoch: 10 },
    { type: "rewind", epoch: 10 },
  ]);
  await answers("\x1b[H", /^Epoch 0: nothing has been learned yet\.\n$/);
  await answers("\x1b", /^Training, epoch 30 of 1000/);
  terminal.type("qq");
  expect((await finished).by).toBe("quit");
});

test("no key and no command is passed over in silence; the help tells those that work here", async () => {
  const { answers, terminal, finished } = open();
  await answers("u", /^nothing to undo\n$/);
  await answers("y", /^No key here/);
  await answers(":smooth 0.5\r", /That changes only the picture\.\n$/);
  for (const keys of ["?", ":help\r"]) {
    await answers(
      keys,
      /\nu: take back.*\nLeft and right arrow: .*\nStar: .*\nR: .*\nb: .*\ng: .*\nCommands, .*: pause, /s,
    );
  }
  terminal.type("\x03");
  expect((await finished).by).toBe("interrupt");
});
