/** The part of the JavaScript heap for new objects: small in a server, so that a flood of messages leaves little garbage. */
import { setFlagsFromString } from "node:v8";

/** For a process to come. In MB, of each thread; V8 would let it grow to 192 MB and keep that. */
export const maxYoungHeap = "--max-semi-space-size=4";

/** Keeps that part as small as it is in this thread, which has begun, and limits it in threads to come. */
export function limitYoungHeap(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
  setFlagsFromString(maxYoungHeap);
}
