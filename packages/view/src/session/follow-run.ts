/** Follows a run: what it reports is shown, and keys that wait for its first event take effect. */
import { interrupt } from "../run-state/reduce.ts";
import type { RunState } from "../run-state/run-state.ts";
import type { FollowedRun } from "./followed-run.ts";
import { handleKeys } from "./handle-keys.ts";
import { runStates } from "./run-states.ts";
import { fail, refresh, refreshSoon, selectedRun, type RunningSession } from "./running-session.ts";

/** Subscribes to the source of a run, which may emit synchronously. */
export function followRun(session: RunningSession, run: FollowedRun): void {
  const { subscriptions, refreshMs, now } = session;
  const { source } = run;
  const error = (reason: unknown) => fail(session, reason);
  const onState = (state: RunState) => {
    run.state = state;
    if (run === selectedRun(session)) session.latestEventAt = now();
    onReport(session, run);
  };
  const complete = () => {
    const { state, status } = run;
    if (!state.finished && status !== "ended") onState(interrupt(state));
  };
  const onStatus = (status: string) => {
    run.status = status;
    onReport(session, run);
    if (refreshMs === 0) refresh(session);
  };
  subscriptions.add(runStates(source).subscribe({ next: onState, error, complete }));
  subscriptions.add(source.status$?.subscribe({ next: onStatus, error }));
}

function onReport(session: RunningSession, run: FollowedRun): void {
  session.isStale = true;
  if (session.refreshMs > 0) refreshSoon(session);
  const isWaiting = session.keys.length > 0 && session.store.view.state.phase === "waiting";
  if (!isWaiting || run !== selectedRun(session)) return;
  refresh(session);
  handleKeys(session);
}
