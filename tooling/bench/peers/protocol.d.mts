/** The part of the protocol that competitors in TypeScript use. */
import type { Workload } from "../workloads.ts";

export interface Given extends Workload {
  readonly outputs: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly parameters: Float64Array;
}

export interface Peer {
  readonly version: string;
  /** The rows of a unit of work. */
  readonly rows: number;
  /** Does `units` units; returns the mean loss of their batches, each before its update. */
  train(units: number): number;
}

export function serve(create: (given: Given) => Peer): Promise<void>;
