/** Wishes that a server accepts or refuses: each is asked for until there is an answer, however often the connection is lost on the way. */
import type { ClientMessage, ReplyMessage, HelloMessage, ReceivedMessage } from "@epochal/protocol";
import type { Subscription } from "rxjs";
import { openReconnectingSocket, type ReconnectingSocket, type SocketOptions } from "./reconnecting-socket.ts";

/** A wish that was granted. */
export type Accepted = ReplyMessage & { readonly type: "accepted" };

/** A message that is a wish, without what is added to it here. */
export interface Request {
  /** What it is, for messages: `command` or `start`. */
  readonly where: string;
  /** The whole message, with the id and the key that it is given; made anew for each try. */
  readonly message: (id: string, key: string) => ClientMessage;
  /** The same in each try. Default: random. */
  readonly key?: string | undefined;
  /** How long it waits for its answer, in ms. */
  readonly timeoutMs: number;
  /** What to ask for where no answer came, in words. */
  readonly timeoutHint: string;
  /** Whether the server takes such a message at all; the reason why not. */
  readonly check?: (message: ClientMessage, hello: HelloMessage) => string | undefined;
}

/** What a server refused: why, for programs, and whether the same may work later. See PROTOCOL.md. */
export interface RefusedError extends Error {
  /** Why, such as `queueFull`; others than those of today may come. */
  readonly code: string;
  /** Whether the same may work later. */
  readonly retry: boolean;
}

interface Waiting {
  readonly wish: Request;
  readonly key: string;
  resolve(answer: Accepted): void;
  reject(error: Error): void;
  readonly patience: Subscription;
}

/**
 * Returns a function that asks for something; it resolves when the server has granted it, and rejects with a `RefusedError`
 * when it has not.
 */
export function createRequester(address: URL, options: SocketOptions): (wish: Request) => Promise<Accepted> {
  const { random, scheduler } = options;
  /** By the id of their message, in the order in which they were asked for. */
  const waiting = new Map<string, Waiting>();
  let line: ReconnectingSocket | undefined;
  let greeting: HelloMessage | undefined;
  let lastId = 0;

  /** A line for as long as something waits. */
  function open(): void {
    greeting = undefined;
    line = openReconnectingSocket(address, options, {
      onHello(hello) {
        greeting = hello;
        for (const id of waiting.keys()) send(id, hello);
      },
      onMessage: receive,
      onStatus(status) {
        if (status === "lost") greeting = undefined;
      },
      onEnd(error) {
        line = undefined;
        for (const id of waiting.keys()) settle(id, error);
      },
    });
  }

  function send(id: string, hello: HelloMessage): void {
    const { wish, key } = waiting.get(id)!;
    const message = wish.message(id, key);
    const reason = wish.check?.(message, hello);
    if (reason === undefined) line?.send(message);
    else settle(id, new Error(reason));
  }

  function receive(message: ReceivedMessage): void {
    if (message.type === "accepted") settle(message.id, message);
    else if (message.type === "refused") settle(message.id, refusedError(message));
  }

  function settle(id: string, outcome: Accepted | Error): void {
    const settled = waiting.get(id);
    if (!settled) return;
    waiting.delete(id);
    settled.patience.unsubscribe();
    if (outcome instanceof Error) settled.reject(outcome);
    else settled.resolve(outcome);
    if (waiting.size > 0) return;
    line?.close();
    line = undefined;
  }

  function timeOut(id: string, { where, timeoutMs: patienceMs, timeoutHint: toKnow }: Request): void {
    const expected = `${where}: expected an answer within ${patienceMs / 1000} s`;
    settle(id, new Error(`${expected}, got none: ${toKnow}`));
  }

  const randomText = () => Math.floor(random() * 2 ** 53).toString(36);

  return (wish) =>
    new Promise((resolve, reject) => {
      lastId += 1;
      const id = String(lastId);
      const patience = scheduler.schedule(() => timeOut(id, wish), wish.timeoutMs);
      const key = wish.key ?? `${randomText()}${randomText()}-${id}`;
      waiting.set(id, { wish, key, resolve, reject, patience });
      if (!line) open();
      else if (greeting) send(id, greeting);
    });
}

function refusedError({ code = "refused", reason, retry = false }: ReplyMessage & { type: "refused" }): RefusedError {
  return Object.assign(new Error(reason), { code, retry });
}
