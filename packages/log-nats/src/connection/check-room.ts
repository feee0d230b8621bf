/** Whether the stream has room for some more epochs. */
import type { JetStreamManager } from "@nats-io/jetstream";
import { FULL_ADVICE } from "./failures.ts";
import { STREAM } from "./resources.ts";

const ROOM_BYTES = 64 * 1024;

/** @throws Error if the stream, or the account, has reached its limit. */
export async function checkRoom(jsm: JetStreamManager, address: string): Promise<void> {
  const { config, state } = await jsm.streams.info(STREAM);
  const { limits, storage } = await jsm.getAccountInfo();
  const isFull = (limit: number, used: number) => limit > 0 && used + ROOM_BYTES > limit;
  if (!isFull(config.max_bytes, state.bytes) && !isFull(limits.max_storage, storage)) return;
  throw new Error(`log.checkRoom: the stream "${STREAM}" at ${address} is full: ${FULL_ADVICE}`);
}
