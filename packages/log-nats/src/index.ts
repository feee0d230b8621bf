export { openNatsLog, type NatsLog, type NatsLogOptions } from "./nats-log.ts";
export type { NatsOptions } from "./connection/connect.ts";
export type { Lease, Load } from "./runs/writers.ts";
