/** All competitors, and the workloads that each can do. */
import type { Competitor } from "./competitor.ts";
import { avx2, hasAvx512, openBlas, python } from "../machine/processor.ts";
import { variants } from "../variants.ts";

/** A competitor and the workloads it can do. */
export interface Entry extends Competitor {
  readonly workloads: readonly WorkloadName[];
}

export type WorkloadName = "W1" | "W2" | "W3" | "W4";

const all: readonly WorkloadName[] = ["W1", "W2", "W3", "W4"];
const small: readonly WorkloadName[] = ["W1", "W2"];
const large: readonly WorkloadName[] = ["W3", "W4"];

const ours = variants.map(({ id, name, threads }): Entry => ({
  id,
  name,
  family: "epochal",
  threads,
  command: [process.execPath, "epochal.ts", id],
  workloads: threads > 1 ? large : all,
}));

const javaScript: readonly Entry[] = [
  inNode("tfjs-cpu-hand", "TensorFlow.js cpu, by hand", ["tfjs.mjs", "cpu", "hand"], all),
  // On large networks no faster than by hand, and slow.
  inNode("tfjs-cpu-layers", "TensorFlow.js cpu, layers API", ["tfjs.mjs", "cpu", "layers"], small),
  inNode("tfjs-wasm-hand", "TensorFlow.js wasm, by hand", ["tfjs.mjs", "wasm", "hand"], all),
  inNode("tfjs-wasm-layers", "TensorFlow.js wasm, layers API", ["tfjs.mjs", "wasm", "layers"], all),
  inNode("jax-js", "jax-js (wasm)", ["jax.mjs"], all),
  inNode("numpy-ts", "numpy-ts, by hand", ["numpy-ts.mjs"], all),
  // ConvNetJS has no Adam. brain.js has no softmax, and on W4 its loss does not fall in the given time. synaptic has neither Adam
  // nor softmax, and generates code for each weight.
  inNode("convnet", "ConvNetJS", ["convnet.mjs"], ["W1", "W3", "W4"]),
  { ...inNode("brain", "brain.js", ["brain.mjs"], ["W1", "W2"]), differs: "updates after each row" },
  { ...inNode("synaptic", "synaptic", ["synaptic.mjs"], ["W1"]), differs: "updates after each row" },
];

const pythonLibraries: readonly Entry[] = [
  inPython("numpy-float64", "NumPy float64, in place", ["numpy_peer.py", "float64"], all),
  inPython("numpy-float32", "NumPy float32, in place", ["numpy_peer.py", "float32"], all),
  inPython("numpy-plain-float64", "NumPy float64, as most write it", ["numpy_plain_peer.py", "float64"], all),
  inPython("numpy-plain-float32", "NumPy float32, as most write it", ["numpy_plain_peer.py", "float32"], all),
  inPython("sklearn-float64", "scikit-learn float64", ["sklearn_peer.py", "float64"], all),
  inPython("sklearn-float32", "scikit-learn float32", ["sklearn_peer.py", "float32"], all),
  inPython("torch", "PyTorch", ["torch_peer.py", "1"], all),
  { ...inPython("torch-2", "PyTorch, 2 threads", ["torch_peer.py", "2"], all), threads: 2 },
];

/** On processors with wider vectors: the same libraries limited to AVX2, which claims about large networks compare with. */
const limitedToAvx2 = pythonLibraries
  .filter(({ id }) => hasAvx512 && ["numpy-float32", "torch", "torch-2"].includes(id))
  .map((one): Entry => ({ ...one, id: `${one.id}-avx2`, name: `${one.name}, AVX2`, env: avx2, workloads: large }));

export const competitors: readonly Entry[] = [...ours, ...javaScript, ...pythonLibraries, ...limitedToAvx2];

function inNode(id: string, name: string, args: string[], workloads: readonly WorkloadName[]): Entry {
  return { id, name, family: "JavaScript", threads: 1, command: [process.execPath, ...args], workloads };
}

function inPython(id: string, name: string, args: string[], workloads: readonly WorkloadName[]): Entry {
  return { id, name, family: "Python", threads: 1, command: [python, ...args], env: openBlas, workloads };
}
