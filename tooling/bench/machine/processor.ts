/** Detects the processor, and the settings that Python's libraries need to be as fast as they can be on it. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus } from "node:os";

const modules = ["numpy", "sklearn", "torch"];

/** The Python for the peers: `PYTHON` if set; else the one on the path, or the system's if that has more of the modules. */
export const python =
  process.env["PYTHON"] ?? ["python3", "/usr/bin/python3"].toSorted((a, b) => countModules(b) - countModules(a))[0]!;

const flags = new Set(/^flags\s*:(.*)$/m.exec(cpuInfo())?.[1]?.trim().split(" "));

/** Whether vectors hold 16 float32. WebAssembly cannot use them: its vectors hold 4 on every processor. */
export const hasAvx512 = ["avx512f", "avx512bw", "avx512dq", "avx512vl"].every((flag) => flags.has(flag));

/** Limits libraries to vectors of 8 float32, which most processors have. */
export const avx2: Readonly<Record<string, string>> = {
  OPENBLAS_CORETYPE: "Haswell",
  ONEDNN_MAX_CPU_ISA: "AVX2",
  ATEN_CPU_CAPABILITY: "avx2",
};

/** Kernels of OpenBLAS that use at least AVX2. */
const modernKernels = /^(Haswell|Zen|Excavator|SkylakeX|Cooperlake|Sapphirerapids)$/i;

/** The processor that OpenBLAS detects; undefined without NumPy with OpenBLAS. */
const detectedCore = detectCore();

/** Corrects the detection of an OpenBLAS that is older than the processor: it assumes no AVX and is three times slower. */
export const openBlas: Readonly<Record<string, string>> =
  detectedCore !== undefined && !modernKernels.test(detectedCore) && flags.has("avx2")
    ? { OPENBLAS_CORETYPE: hasAvx512 ? "SkylakeX" : "Haswell" }
    : {};

/** The machine in one line. */
export function describeMachine(): string {
  const override = openBlas["OPENBLAS_CORETYPE"];
  const lanes = hasAvx512 ? "AVX-512" : flags.has("avx2") ? "AVX2" : "no AVX2";
  const blas = override === undefined ? "" : `; OpenBLAS detected ${detectedCore}, set to ${override}`;
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

function countModules(command: string): number {
  const script = `import importlib.util as u; print(sum(u.find_spec(m) is not None for m in ${JSON.stringify(modules)}))`;
  return Number(spawnSync(command, ["-c", script], { encoding: "utf8" }).stdout ?? 0);
}
