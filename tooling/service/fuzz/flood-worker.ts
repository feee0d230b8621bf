/** A thread that floods a server until it is terminated. */
import { workerData } from "node:worker_threads";
import { floods, type FloodTarget } from "./floods.ts";

const { name, target } = workerData as { readonly name: string; readonly target: FloodTarget };
floods[name]!(target);
