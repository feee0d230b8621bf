/**
 * A server whose time, disk and network are controlled by the program: the real hub, log, connections and subscriptions, which only
 * act when the program says so. It records what the runs emit, for comparison.
 */
import { dense, type TrainingSpec } from "@epochal/core";
import { eventsOf, type EventChunk, type TrainingEvent } from "@epochal/stream/events";
import { Subject } from "rxjs";
import type { Run } from "@epochal/stream";
import type { Connection } from "../../src/connection.ts";
import { createLargeMessages } from "../../src/socket/large-messages.ts";
import { createSocketConnection } from "../../src/socket/socket-connection.ts";
import { createHub, type Hub } from "../../src/hub.ts";
import { defaultLimits } from "../../src/limits.ts";
import { silentLogger } from "../../src/logger.ts";
import { createMetrics } from "../../src/metrics.ts";
import type { RunStarter } from "../../src/runs/start/run-starter.ts";
import type { CommandRouter } from "../../src/commands/command-router.ts";
import { createFakeClock, type FakeClock } from "../kit/fake-clock.ts";
import { nextTurn } from "../kit/raw-socket.ts";
import type { Fault } from "./faults.ts";
import { createSlowSocket, type SlowSocket } from "./slow-socket.ts";
import { openSteppedLog, type SteppedLog } from "./stepped-log.ts";
import type { Storage } from "./storage.ts";

export interface World {
  readonly clock: FakeClock;
  /** The faults found so far. */
  readonly violations: string[];
  /** The newest run; a new one starts when the last has ended. */
  readonly run: string;
  /** The events that a run has emitted, by position; position 0 is empty. */
  emitted(run: string): readonly (TrainingEvent | undefined)[];
  /** The number of stored events: no client may get more. */
  storedCount(run: string): number;
  /** The run emits a chunk. */
  append(what: (seq: number, epoch: number) => EventChunk): void;
  finish(): void;
  commit(): Promise<void>;
  connect(): SlowSocket;
  /** Kills the server. A new one opens the store and starts a new run. */
  kill(): Promise<void>;
  /** Announces the shutdown, and closes all connections. */
  drain(): void;
  /** Lets the log end what it does, and all pending callbacks run. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

const spec: TrainingSpec = {
  network: { inputs: 1, layers: [dense(1)] },
  loss: "meanSquaredError",
  optimizer: { type: "gradientDescent", learningRate: 0.1 },
  epochs: 1_000_000,
  seed: 1,
};

interface EmittedRun {
  readonly events: (TrainingEvent | undefined)[];
  readonly chunks$: Subject<EventChunk>;
  epoch: number;
}

export async function createWorld(fault: Fault, storage: Storage): Promise<World> {
  const clock = createFakeClock();
  const violations: string[] = [];
  const metrics = createMetrics();
  const runs = new Map<string, EmittedRun>();
  let run = "";
  let connections = new Set<Connection>();
  let sockets = new Set<SlowSocket>();
  let log: SteppedLog;
  let hub: Hub;
  await open();

  async function open(): Promise<void> {
    log = await openSteppedLog(storage, () => clock.now(), fault.log);
    hub = createHub(log.log);
    hub.setListener({ onFailure: (_run, error) => violations.push(`the hub: ${String(error)}`) });
    startRun();
  }

  function startRun(): void {
    run = `${storage.prefix}-${runs.size + 1}`;
    const chunks$ = new Subject<EventChunk>();
    runs.set(run, { events: [undefined], chunks$, epoch: 0 });
    hub.add({ id: run, name: run, chunks$, dispose: () => {} } as unknown as Run, { spec });
  }

  function emit(chunk: EventChunk): void {
    const { events, chunks$ } = runs.get(run)!;
    events.push(...eventsOf(chunk));
    chunks$.next(chunk);
  }

  return {
    clock,
    violations,
    get run() {
      return run;
    },
    emitted: (id) => runs.get(id)!.events,
    storedCount: (id) => log.log.run(id)?.head ?? 0,
    append(what) {
      const emitted = runs.get(run)!;
      const chunk = what(emitted.events.length, emitted.epoch + 1);
      if (chunk.type === "epochs") emitted.epoch += chunk.loss.length;
      emit(chunk);
    },
    finish() {
      const { events, epoch } = runs.get(run)!;
      // The fields that the log and the wire check.
      const end = {
        type: "finished",
        seq: events.length,
        time: clock.now(),
        reason: "completed",
        epoch,
        model: {},
        report: {},
      };
      emit(end as unknown as EventChunk);
      startRun();
    },
    commit: () => log.commit(),
    connect() {
      const slow = createSlowSocket(fault);
      const onClientFailure = (error: unknown) => violations.push(`the server: ${String(error)}`);
      // The model sends no commands.
      const commandRouter = { acceptsCommands: false } as CommandRouter;
      const runStarter = { limits: undefined } as RunStarter;
      const service = {
        hub,
        commandRouter,
        runStarter,
        limits: defaultLimits,
        largeMessages: createLargeMessages(defaultLimits, clock),
        clock,
        metrics,
        logger: silentLogger,
        random: () => 0,
        onClientFailure,
      };
      const all = connections;
      const connection = createSocketConnection(slow.socket, slow.wire, service, { mayControl: false }, undefined, () =>
        all.delete(connection),
      );
      connections.add(connection);
      sockets.add(slow);
      return slow;
    },
    async kill() {
      for (const socket of sockets) socket.destroy();
      for (const [id, { events }] of runs) events.length = (log.log.run(id)?.head ?? 0) + 1;
      await log.crash();
      sockets = new Set();
      connections = new Set();
      await open();
    },
    drain() {
      for (const connection of connections) connection.drain(0, 0);
      for (const connection of connections) connection.close(1001, "the server is shutting down");
    },
    async settle() {
      for (let i = 0; i < 3; i++) {
        await nextTurn();
        await log.idle();
      }
    },
    async close() {
      await log.crash();
      storage.close();
    },
  };
}
