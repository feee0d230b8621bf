/** `--wide`: trainings with vectors of 256 bits. */
import type { Command } from "commander";
import { logNote, type Terminal } from "../terminal.ts";

export interface WideFlags {
  readonly wide?: boolean;
}

const VARIABLE = "EPOCHAL_WIDE";

export function addWideOption(command: Command): Command {
  return command.option(
    "--wide",
    `train with 256-bit vectors, with an experimental flag of V8: large networks up to 1.8 times as fast, the same bits (default: if $${VARIABLE} is 1)`,
  );
}

/** Call it before the first training. Logs a note if this machine cannot train with wide vectors. */
export async function useWideIfWanted({ wide }: WideFlags, terminal: Terminal): Promise<void> {
  if (!wide && terminal.env[VARIABLE] !== "1") return;
  const { useWideVectors } = await import("@epochal/simd/wide");
  const reason = useWideVectors();
  if (reason !== undefined) logNote(terminal, `--wide: training without 256-bit vectors: ${reason}`);
}
