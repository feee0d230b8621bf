/** A training in a worker of this page, as it is shown. */
import type { View } from "@epochal/view";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { Header } from "../header.tsx";
import { later } from "../load-later.ts";
import { RunView } from "../run-view.tsx";
import type { Layout } from "../server/page-address.ts";
import { useSession } from "../use-session.ts";
import type { LinkedTraining } from "./choices-in-address.ts";
import { keepContinuation, type Continuation } from "./local/continuation.ts";
import { startLocalRuns } from "./local/local-runs.ts";
import { quickening } from "./local/pace.ts";
import { Result } from "./result.tsx";
import type { Training } from "./training.ts";

type Progress = Pick<LinkedTraining, "changes" | "epoch">;

/** Most trainings are alone. */
const RunChoice = later(async () => (await import("./run-choice.tsx")).RunChoice);

interface TrainedRunProps extends Progress {
  /** Set if the page was loaded again while this training ran. */
  readonly continuation: Continuation | undefined;
  readonly training: Training;
  readonly layout: Layout;
  /** The list of the server's runs; undefined on a static site. */
  readonly home: string | undefined;
  /** The fragment that repeats a run. */
  readonly addressOf: (seed: number, progress: Progress) => string;
  /** Trains from the beginning. */
  readonly onSeed: (seed: number) => void;
}

export function TrainedRun(props: TrainedRunProps) {
  const { training, changes, epoch, continuation, layout, home, addressOf, onSeed } = props;
  const local = useMemo(() => startLocalRuns(training, { pace: quickening, changes, epoch, continuation }), []);
  useEffect(() => local.dispose, []);
  const shown = useSession(
    () => ({ ...local.sources, exportView }),
    () => location.assign(home ?? "#lesson="),
  );
  const { session, view } = shown;
  const { state, settings, run } = view;
  const rests = state.phase === "paused" || state.phase === "finished";
  const restingEpoch = settings.cursor ?? (rests ? state.epoch : undefined);
  const { seed: firstSeed = 0 } = training.spec;
  const { seed = firstSeed } = state.started?.spec ?? training.spec;
  const address = useMemo(
    () => addressOf(seed, { changes: local.changesOf(run), epoch: restingEpoch }),
    [restingEpoch, run, seed, state.changeEpochs],
  );
  const ownHash = useRef(location.hash);
  useEffect(() => {
    // Back and Forward change the address before this run is left: the entry of another run stays as it is.
    if (location.hash !== ownHash.current) return;
    history.replaceState(undefined, "", `#${address}`);
    ownHash.current = location.hash;
  }, [address]);
  useEffect(() => {
    const keep = () => {
      if (rests) return;
      const now = addressOf(seed, { changes: local.changesOf(run), epoch: state.epoch });
      keepContinuation({ address: now, epochsPerSecond: view.epochsPerSecond ?? 0 }, address, sessionStorage);
    };
    addEventListener("pagehide", keep);
    return () => removeEventListener("pagehide", keep);
  }, [view]);

  return (
    <div class="training">
      <Header view={view} home={undefined} isNested={layout.view === "all"} />
      {layout.view === "all" && (
        <>
          <div class="again">
            <button type="button" onClick={() => onSeed(firstSeed)}>
              again
            </button>
            <button type="button" onClick={() => onSeed(firstSeed + 1)}>
              next seed
            </button>
            <button type="button" disabled={view.runCount > 1} onClick={local.compareSeeds}>
              compare seeds
            </button>
          </div>
          <RunChoice view={view} onAction={session.act} />
        </>
      )}
      <RunView {...shown} layout={layout} />
      {layout.view === "all" && (
        <Result view={view} address={address} onDownload={(file) => session.act({ type: "export", file })} />
      )}
    </div>
  );
}

async function exportView(file: string, view: View): Promise<void> {
  const { download } = await import("./downloads.ts");
  return download(file, view);
}
