/**
 * Frames of fresh epochs that wait to be sent as one. A chart is drawn ten times a second: a message for each of hundreds of epochs would
 * cost the page, and the server for each of its viewers, more than all else.
 */
import { isContinuedBy } from "@epochal/stream/events";
import { MAX_FRAME_EVENTS, type Frame } from "../frame.ts";

export interface EpochBatch {
  readonly isEmpty: boolean;
  /** Adds a frame. If it does not continue the others, or they would be too many, takes and returns these first. */
  add(frame: Frame): Frame | undefined;
  /** All frames as one, and none are left; undefined if there is none. */
  readonly take: () => Frame | undefined;
}

export function createEpochBatch(): EpochBatch {
  let frames: Frame[] = [];

  function take(): Frame | undefined {
    const [first, ...newer] = frames;
    frames = [];
    return first?.joined(newer);
  }

  return {
    get isEmpty() {
      return frames.length === 0;
    },
    add(frame) {
      const [first, last] = [frames[0], frames.at(-1)];
      const isJoined = first && last && continues(last, frame) && frame.last - first.first < MAX_FRAME_EVENTS;
      const before = isJoined ? undefined : take();
      frames.push(frame);
      return before;
    },
    take,
  };
}

function continues({ chunk }: Frame, { chunk: next }: Frame): boolean {
  return chunk.type === "epochs" && next.type === "epochs" && isContinuedBy(chunk, next);
}
