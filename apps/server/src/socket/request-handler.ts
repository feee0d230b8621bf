/** Commands and starts of one client: each gets a reply, in the order in which they are done. */
import type { ReplyMessage } from "@epochal/protocol";
import type { WebSocket } from "ws";
import type { ConnectionServices } from "../connection.ts";
import type { CommandMessage } from "../commands/command-router.ts";
import type { StartMessage } from "../runs/start/run-starter.ts";
import { refusedReply, tooManyUnanswered, viewOnlyToken } from "../runs/refusal.ts";

export interface RequestHandler {
  command(message: CommandMessage): void;
  start(message: StartMessage): void;
}

/** Requests of a connection that may wait for their reply. */
const MAX_UNANSWERED = 256;

export function createRequestHandler(
  { commandRouter, runStarter, logger }: Pick<ConnectionServices, "commandRouter" | "runStarter" | "logger">,
  mayControl: boolean,
  socket: WebSocket,
  send: (reply: ReplyMessage) => void,
): RequestHandler {
  /** Whether other clients may control this server's runs, but not this one. */
  const isViewOnly = commandRouter.acceptsCommands && !mayControl;
  let unanswered = 0;

  function request(
    { type, id }: CommandMessage | StartMessage,
    details: object,
    ask: () => Promise<ReplyMessage>,
  ): void {
    if (isViewOnly) reply(refusedReply(id, type, viewOnlyToken), details);
    else if (unanswered >= MAX_UNANSWERED) reply(refusedReply(id, type, tooManyUnanswered), details);
    else void answer(ask(), details);
  }

  async function answer(coming: Promise<ReplyMessage>, details: object): Promise<void> {
    unanswered += 1;
    const sent = await coming;
    unanswered -= 1;
    reply(sent, details);
  }

  function reply(sent: ReplyMessage, details: object): void {
    const { type, ...particulars } = sent;
    logger.info({ ...details, ...particulars }, `command ${type}`);
    send(sent);
  }

  return {
    command(message) {
      const { run, by } = message;
      const details = { run, command: message.command.type, ...(by !== undefined && { by }) };
      request(message, details, () => commandRouter.route(message));
    },
    start: (message) => request(message, { command: "start" }, () => runStarter.start(message, socket)),
  };
}
