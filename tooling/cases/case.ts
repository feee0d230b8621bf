/** A case: something that people reported about streams, terminals and servers, and that must come out right. */
import type { Scene } from "./scene.ts";

/** What a case needs from the machine besides a built checkout. */
export type Need = "linux" | "root" | "mount" | "nginx" | "libfaketime";

export interface Case {
  readonly name: string;
  /** The right outcome, as a sentence. */
  readonly right: string;
  readonly needs?: readonly Need[];
  /** Tests that check the same on every run of the tests, as `FILE: TITLE`. Cases without one are too slow or need something. */
  readonly tests?: readonly string[];
  /** Resolves to figures worth a look, if any. @throws Error that says what is wrong */
  readonly run: (scene: Scene) => Promise<string | void>;
}
