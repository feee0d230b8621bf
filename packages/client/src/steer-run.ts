/** Commands for a run on a server: each is given once, however often the connection is lost on the way. */
import type { ReceivedMessage } from "@epochal/protocol";
import type { Command } from "@epochal/stream/events";
import type { Subscription } from "rxjs";
import { openLine, type Line, type LineOptions } from "./line.ts";

/** How a command is sent; all of it may be left out. */
export interface CommandOptions {
  /** The same in each try, also one of another process: what was accepted once has no second effect. Default: random. */
  readonly key?: string;
}

interface Waiting {
  readonly command: Command;
  readonly key: string;
  resolve(): void;
  reject(error: Error): void;
  readonly patience: Subscription;
}

/** How long a command waits for its answer. */
const PATIENCE_MS = 15_000;

/**
 * Returns a function that gives a command to a run; it resolves when the server has accepted it.
 * @param run the id to ask for.
 */
export function steerRun(
  address: URL,
  run: () => string,
  options: LineOptions,
): (command: Command, options?: CommandOptions) => Promise<void> {
  const { random, scheduler } = options;
  /** By the id of their message, in the order in which they were given. */
  const waiting = new Map<string, Waiting>();
  let line: Line | undefined;
  let isGreeted = false;
  let lastId = 0;

  /** A line for as long as something waits. */
  function open(): void {
    isGreeted = false;
    line = openLine(address, options, {
      onHello() {
        isGreeted = true;
        for (const [id, given] of waiting) send(id, given);
      },
      onMessage: receive,
      onStatus(status) {
        if (status === "lost") isGreeted = false;
      },
      onEnd(error) {
        line = undefined;
        for (const id of waiting.keys()) settle(id, error);
      },
    });
  }

  function send(id: string, { command, key }: Waiting): void {
    line?.send({ type: "command", id, run: run(), command, key });
  }

  function receive(message: ReceivedMessage): void {
    if (message.type === "accepted") settle(message.id);
    else if (message.type === "refused") settle(message.id, new Error(message.reason));
    if (waiting.size > 0) return;
    line?.close();
    line = undefined;
  }

  function settle(id: string, error?: Error): void {
    const settled = waiting.get(id);
    if (!settled) return;
    waiting.delete(id);
    settled.patience.unsubscribe();
    if (error) settled.reject(error);
    else settled.resolve();
  }

  function giveUp(id: string): void {
    const expected = `command: expected an answer within ${PATIENCE_MS / 1000} s`;
    settle(id, new Error(`${expected}, got none: whether it took effect is told by the run`));
    if (waiting.size > 0) return;
    line?.close();
    line = undefined;
  }

  const randomText = () => Math.floor(random() * 2 ** 53).toString(36);

  return (command, { key } = {}) =>
    new Promise((resolve, reject) => {
      lastId += 1;
      const id = String(lastId);
      const patience = scheduler.schedule(() => giveUp(id), PATIENCE_MS);
      const given = { command, key: key ?? `${randomText()}${randomText()}-${id}`, resolve, reject, patience };
      waiting.set(id, given);
      if (!line) open();
      else if (isGreeted) send(id, given);
    });
}
