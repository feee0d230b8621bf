/** What processor this is, and what Python's libraries must be told of it to be as fast as they can. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { python } from "./python.ts";

const flags = new Set(/^flags\s*:(.*)$/m.exec(cpuInfo())?.[1]?.trim().split(" "));

/** Whether it adds 16 float32 at once. Such a processor has no more of an advantage in WebAssembly, whose vectors hold 4. */
export const hasAvx512 = ["avx512f", "avx512bw", "avx512dq", "avx512vl"].every((flag) => flags.has(flag));

/** For libraries that shall use 8 float32 at once, as most processors can. */
export const avx2: Readonly<Record<string, string>> = {
  OPENBLAS_CORETYPE: "Haswell",
  ONEDNN_MAX_CPU_ISA: "AVX2",
  ATEN_CPU_CAPABILITY: "avx2",
};

/** Kernels of OpenBLAS that use at least AVX2. */
const modern = /^(Haswell|Zen|Excavator|SkylakeX|Cooperlake|Sapphirerapids)$/i;

/** What OpenBLAS takes the processor for; undefined where there is no NumPy with OpenBLAS. */
const detectedCore = detectCore();

/**
 * An OpenBLAS that is older than the processor takes it for one without AVX and is three times slower than it could be: then it is
 * told.
 */
export const openBlas: Readonly<Record<string, string>> =
  detectedCore !== undefined && !modern.test(detectedCore) && flags.has("avx2")
    ? { OPENBLAS_CORETYPE: hasAvx512 ? "SkylakeX" : "Haswell" }
    : {};

/** The machine in one line. */
export function describeMachine(): string {
  const told = openBlas["OPENBLAS_CORETYPE"];
  const lanes = hasAvx512 ? "AVX-512" : flags.has("avx2") ? "AVX2" : "no AVX2 seen";
  const blas = told === undefined ? "" : `; OpenBLAS took it for ${detectedCore} and was told ${told}`;
  return `${cpus().length} × ${cpus()[0]?.model ?? "unknown"} (${lanes})${blas}`;
}

function detectCore(): string | undefined {
  const { stderr } = spawnSync(python, ["-c", "import numpy"], {
    env: { ...process.env, OPENBLAS_VERBOSE: "2" },
    encoding: "utf8",
  });
  return /^Core: (\w+)/m.exec(stderr ?? "")?.[1];
}

function cpuInfo(): string {
  try {
    return readFileSync("/proc/cpuinfo", "utf8");
  } catch {
    return "";
  }
}
