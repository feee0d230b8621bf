/** Passes on that a run of this process has begun, failed, ended, or replied to a command. */
import type { RunRecord } from "@epochal/log";
import type { PendingBranches } from "./commands/pending-branches.ts";
import type { RemoteCommands } from "./commands/remote-commands.ts";
import type { JobRunner } from "./jobs/job-runner.ts";
import type { TakeoverWatch } from "./jobs/takeover-watch.ts";
import type { HubListener } from "./runs/live-runs.ts";
import type { RunRegistry } from "./runs/run-registry.ts";
import type { Scheduler } from "./runs/scheduler.ts";
import type { ServerStore } from "./store/server-store.ts";

export interface HubListenerContext {
  readonly store: ServerStore;
  readonly registry: RunRegistry;
  readonly scheduler: Scheduler;
  readonly pendingBranches: PendingBranches;
  readonly remoteCommands: RemoteCommands | undefined;
  readonly takeoverWatch: TakeoverWatch | undefined;
  readonly jobRunner: JobRunner | undefined;
  readonly onEnd: (record: RunRecord) => void;
  readonly onRunFailure: (run: string, error: unknown) => void;
  /** Is called for a run that no client has started: its failure is one of this process. */
  readonly onOwnFailure: (run: string, error: unknown) => void;
}

export function createHubListener({
  store,
  registry,
  scheduler,
  pendingBranches,
  remoteCommands,
  takeoverWatch,
  jobRunner,
  ...callbacks
}: HubListenerContext): HubListener {
  return {
    onBegin: (run) => remoteCommands?.begin(run),
    onFailure(run, error, kind) {
      callbacks.onRunFailure(run, error);
      jobRunner?.failed(run, error, kind);
      // A full store or the failure of a client's run is no failure of this process.
      if (kind === "storeFailed") store.failed(error);
      else if (!registry.isClientRun(run)) callbacks.onOwnFailure(run, error);
    },
    onEnd(run) {
      remoteCommands?.end(run);
      const record = store.log.run(run);
      if (record) callbacks.onEnd(record);
      registry.forget(run);
      pendingBranches.forget(run);
      store.retentionJob.run();
      jobRunner?.ended(run);
      scheduler.startNext();
    },
    onInterrupted: (run) => takeoverWatch?.add(run),
    onCommanded(run, { command }) {
      jobRunner?.commanded(run);
      if (command.type === "branch") pendingBranches.settleOldest(run);
    },
  };
}
