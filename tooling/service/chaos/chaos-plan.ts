/** What is started, and what is done to it. */
export interface ChaosPlan {
  readonly seed: number;
  /** The program `nats-server`. */
  readonly program: string;
  /** 1, or 3 for a cluster with 3 replicas. */
  readonly natsServers: number;
  readonly gateways: number;
  readonly workers: number;
  /** The most runs of a worker at a time. */
  readonly jobs: number;
  readonly runs: number;
  readonly epochs: number;
  readonly epochsPerSecond: number;
  readonly watchers: number;
  /** Connections of watchers to cut, beside the faults. */
  readonly drops: number;
  /** The average time between two of them. */
  readonly dropEveryMs: number;
  readonly faults: number;
  /** The average time between two faults. */
  readonly faultEveryMs: number;
  readonly leaseMs: number;
  /** The time limit of the whole run. */
  readonly limitMs: number;
  readonly print: (text: string) => void;
}
