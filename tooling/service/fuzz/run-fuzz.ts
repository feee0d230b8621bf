/** Sends hostile frames from several clients at a time to a server in a child process. */
import { createRandom } from "@epochal/core";
import { asyncApi } from "@epochal/protocol";
import { startServerProcess } from "../server-process.ts";
import { createCases } from "./cases.ts";
import { createAttacker } from "./attacker.ts";
import { residentMemory } from "./run-floods.ts";

export interface FuzzPlan {
  readonly seed: number;
  readonly frames: number;
  readonly clients: number;
  readonly print: (text: string) => void;
}

export interface FuzzResult {
  /** How often each outcome occurred. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** How often each kind of case was sent. */
  readonly kinds: Readonly<Record<string, number>>;
  /** Reactions that differ from PROTOCOL.md. */
  readonly problems: readonly string[];
  /** The longest time that a client waited for a reaction. */
  readonly slowestMs: number;
  /** Resident memory after a tenth, and at least 10,000, of the frames, and its peak after; undefined if unknown. */
  readonly bytes: { readonly before: number; readonly peak: number } | undefined;
  /** The server's exit code after SIGTERM. */
  readonly exitCode: number | null;
}

const token = "fuzz";
const MAX_PROBLEMS = 20;
/** The number of frames after which memory is measured. */
const WARM_FRAMES = 10_000;

export async function runFuzz({ seed, frames, clients, print }: FuzzPlan): Promise<FuzzResult> {
  const server = await startServerProcess(["--speed", "5", "--epochs", "1000000000"], token);
  const next = createCases(asyncApi(), createRandom(seed));
  const outcomes: Record<string, number> = {};
  const kinds: Record<string, number> = {};
  const problems: string[] = [];
  let [done, slowestMs, before, peak] = [0, 0, 0, 0];
  const step = Math.ceil(frames / 10);

  async function runClient(): Promise<void> {
    const attacker = createAttacker(server.port, token);
    while (done < frames && problems.length < MAX_PROBLEMS) {
      done += 1;
      if (done % step === 0) reportProgress();
      const one = next();
      const { outcome, problem, ms } = await attacker.send(one);
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
      kinds[one.kind] = (kinds[one.kind] ?? 0) + 1;
      slowestMs = Math.max(slowestMs, ms);
      const isRight = outcome !== "silent" && one.expected.includes(outcome);
      if (!isRight || problem !== undefined) {
        const shown = JSON.stringify(one.bytes.toString("latin1").slice(0, 200));
        problems.push(`${one.kind}: expected ${one.expected.join(" or ")}, got ${outcome} ${problem ?? ""}: ${shown}`);
      }
    }
    attacker.close();
  }

  function reportProgress(): void {
    const now = residentMemory(server.servingPid());
    if (before === 0 && done >= WARM_FRAMES) before = now;
    peak = Math.max(peak, now);
    print(`${done} of ${frames} frames; the server has ${(now / 2 ** 20).toFixed(0)} MiB`);
  }

  try {
    await Promise.all(Array.from({ length: clients }, runClient));
  } catch (error) {
    problems.push(`a client: ${(error as Error).message}`);
  }
  if (server.child.exitCode !== null) problems.push(`the server has exited: ${server.stderr()}`);
  const exitCode = await server.stop();
  const lines = server.stderr().split("\n");
  const warnings = lines.filter((line) => /a client got no reply|Warning|    at /.test(line));
  problems.push(...warnings.slice(0, 5));
  return { outcomes, kinds, problems, slowestMs, bytes: before > 0 ? { before, peak } : undefined, exitCode };
}
