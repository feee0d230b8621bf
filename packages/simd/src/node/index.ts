export { startThread } from "./start-thread.ts";
export { useWideVectors } from "./wide/use-wide-vectors.ts";
