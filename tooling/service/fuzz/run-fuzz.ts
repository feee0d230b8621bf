/** Many hostile frames, from several clients at once, against a server in a process of its own. */
import { createRandom } from "@epochal/core";
import { asyncApi } from "@epochal/protocol";
import { startServerProcess } from "../server-process.ts";
import { memoryOf } from "../memory-of.ts";
import { createCases } from "./cases.ts";
import { createLane } from "./lane.ts";

export interface FuzzPlan {
  readonly seed: number;
  readonly frames: number;
  readonly clients: number;
  readonly say: (text: string) => void;
}

export interface FuzzResult {
  /** How often each outcome came: a close code, an answer to the next message, or the end of who left. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly kinds: Readonly<Record<string, number>>;
  /** What was not as it is written. */
  readonly complaints: readonly string[];
  /** The longest that a client waited for what the server did. */
  readonly slowestMs: number;
  /**
   * Of the server: resident memory when a tenth and at least 10,000 frames were through, and the most after that; undefined of fewer frames, and
   * where the system does not tell.
   */
  readonly bytes: { readonly before: number; readonly most: number } | undefined;
  /** Of the server, when it was asked to end. */
  readonly exitCode: number | null;
}

const token = "fuzz";
const MOST_COMPLAINTS = 20;
/** Until then a server takes what it will need, whatever comes. */
const WARM = 10_000;

export async function runFuzz({ seed, frames, clients, say }: FuzzPlan): Promise<FuzzResult> {
  const server = await startServerProcess(["--speed", "5", "--epochs", "1000000000"], token);
  const next = createCases(asyncApi(), createRandom(seed));
  const outcomes: Record<string, number> = {};
  const kinds: Record<string, number> = {};
  const complaints: string[] = [];
  let [done, slowestMs, before, most] = [0, 0, 0, 0];
  const step = Math.ceil(frames / 10);

  async function attack(): Promise<void> {
    const lane = createLane(server.port, token);
    while (done < frames && complaints.length < MOST_COMPLAINTS) {
      done += 1;
      if (done % step === 0) tell();
      const one = next();
      const { outcome, complaint, ms } = await lane.attack(one);
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
      kinds[one.kind] = (kinds[one.kind] ?? 0) + 1;
      slowestMs = Math.max(slowestMs, ms);
      const isRight = outcome !== "silent" && one.expected.includes(outcome);
      if (!isRight || complaint !== undefined) {
        const shown = JSON.stringify(one.bytes.toString("latin1").slice(0, 200));
        complaints.push(
          `${one.kind}: expected ${one.expected.join(" or ")}, got ${outcome} ${complaint ?? ""}: ${shown}`,
        );
      }
    }
    lane.close();
  }

  function tell(): void {
    const now = memoryOf(server.child.pid!);
    if (before === 0 && done >= WARM) before = now;
    most = Math.max(most, now);
    say(`${done} of ${frames} frames; the server has ${(now / 2 ** 20).toFixed(0)} MiB`);
  }

  try {
    await Promise.all(Array.from({ length: clients }, attack));
  } catch (error) {
    complaints.push(`a client: ${(error as Error).message}`);
  }
  if (server.child.exitCode !== null) complaints.push(`the server has ended: ${server.said()}`);
  const exitCode = await server.stop();
  const remarks = server
    .said()
    .split("\n")
    .filter((line) => /was not answered|Warning|    at /.test(line));
  complaints.push(...remarks.slice(0, 5));
  return { outcomes, kinds, complaints, slowestMs, bytes: before > 0 ? { before, most } : undefined, exitCode };
}
