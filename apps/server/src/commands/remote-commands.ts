/** Commands for runs that other processes train: a server forwards them, and the process that trains the run replies as to its own clients. */
import type { RunRequests } from "@epochal/log";
import {
  decodeClientMessage,
  decodeServerMessage,
  encodeClientMessage,
  encodeServerMessage,
  ProtocolError,
  type ReplyMessage,
  type ReceivedMessage,
} from "@epochal/protocol";
import type { CommandMessage } from "./command-router.ts";
import { createRefusal, refusedReply } from "../runs/refusal.ts";

export interface RemoteCommands {
  /** Sends a command to the process that trains its run. Resolves to the reply; never rejects. */
  forward(message: CommandMessage): Promise<ReplyMessage>;
  /** This process trains a run: it takes the commands for it. */
  begin(run: string): void;
  /** The run has ended. */
  end(run: string): void;
}

/** @param route delivers a command to a run of this process. */
export function createRemoteCommands(
  requests: RunRequests,
  route: (message: CommandMessage) => Promise<ReplyMessage>,
): RemoteCommands {
  const answered = new Map<string, () => void>();

  async function reply(request: string): Promise<string> {
    const message = decodeClientMessage(request);
    if (message.type !== "command") throw new ProtocolError(`expected a command, got "${message.type}"`);
    return encodeServerMessage(await route(message));
  }

  /** @throws if the run's process cannot be asked, or what replies is no process of epochal. */
  async function ask(message: CommandMessage): Promise<ReceivedMessage | undefined> {
    const text = await requests.send(message.run, encodeClientMessage(message));
    return text === undefined ? undefined : decodeServerMessage(text);
  }

  return {
    async forward(message) {
      const received = await ask(message).catch(() => undefined);
      if (received?.type === "accepted" || received?.type === "refused") return received;
      const reason = "the process that trains the run does not reply; retry later";
      return refusedReply(message.id, "command", createRefusal("failed", reason, { retry: true }));
    },
    begin: (run) => void answered.set(run, requests.answer(run, reply)),
    end(run) {
      answered.get(run)?.();
      answered.delete(run);
    },
  };
}
