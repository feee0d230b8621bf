/** A thread that compares halving with random search, one pair after another. */
import { parentPort } from "node:worker_threads";
import { comparePair, type PairTask } from "./halving.ts";

parentPort!.on("message", (task: PairTask) => parentPort!.postMessage(comparePair(task)));
