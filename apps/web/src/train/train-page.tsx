/** Trains in the page: choose data and a network, and watch it learn, with the view and the keys of every other run. */
import type { View } from "@epochal/view";
import { useEffect, useMemo, useState } from "preact/hooks";
import { RunView } from "../run-view.tsx";
import { SiteNav } from "../site-nav.tsx";
import { useSession } from "../use-session.ts";
import { ChoiceForm } from "./choice-form.tsx";
import { readAddress, writeAddress, type LinkedTraining } from "./choices-in-address.ts";
import type { Choices } from "./data-sets.ts";
import { startLocalRuns } from "./local-runs.ts";
import { quickening } from "./pace.ts";
import { Result } from "./result.tsx";
import { RunChoice } from "./run-choice.tsx";
import { trainingOf } from "./training.ts";

interface TrainPageProps {
  /** The fragment of the address, without `#`. */
  readonly fragment: string;
  /** The list of the server's runs; undefined on a static site. */
  readonly home: string | undefined;
}

interface Shown extends LinkedTraining {
  /** Counts trainings: each is a session of its own. */
  readonly attempt: number;
}

export function TrainPage({ fragment, home }: TrainPageProps) {
  const [problem, first] = useMemo(() => readOrDefault(fragment), []);
  const [shown, setShown] = useState<Shown>({ ...first, attempt: 0 });

  function train(choices: Choices): void {
    setShown({ choices, changes: [], epoch: undefined, attempt: shown.attempt + 1 });
  }

  return (
    <main class="train">
      <SiteNav here="train" home={home} />
      <aside>
        {problem !== undefined && <p role="alert">{problem}</p>}
        <details open={matchMedia("(min-width: 760px)").matches}>
          <summary>data and network</summary>
          <ChoiceForm choices={shown.choices} onChoices={train} />
        </details>
      </aside>
      <TrainedRun key={shown.attempt} linked={shown} home={home} onAgain={train} />
    </main>
  );
}

/** What a fragment describes; if it is wrong, a sentence that says so, and the usual training. */
function readOrDefault(fragment: string): readonly [problem: string | undefined, linked: LinkedTraining] {
  try {
    return [undefined, readAddress(fragment)];
  } catch (error) {
    return [(error as Error).message, readAddress("")];
  }
}

async function exportView(file: string, view: View): Promise<void> {
  const { download } = await import("./downloads.ts");
  return download(file, view);
}

interface TrainedRunProps {
  readonly linked: LinkedTraining;
  readonly home: string | undefined;
  readonly onAgain: (choices: Choices) => void;
}

function TrainedRun({ linked, home, onAgain }: TrainedRunProps) {
  const { choices, changes, epoch } = linked;
  const local = useMemo(() => startLocalRuns(trainingOf(choices), { pace: quickening, changes, epoch }), []);
  useEffect(() => local.dispose, []);
  const shown = useSession(
    () => ({ ...local.sources, exportView }),
    () => location.assign(home ?? "#lesson="),
  );
  const { session, view } = shown;
  const { state, settings, run } = view;
  const rests = state.phase === "paused" || state.phase === "finished";
  const restingEpoch = settings.cursor ?? (rests ? state.epoch : undefined);
  const { seed = 0 } = state.started?.spec ?? choices;
  const address = useMemo(
    () => writeAddress({ choices: { ...choices, seed }, changes: local.changesOf(run), epoch: restingEpoch }),
    [restingEpoch, run, seed, state.changeEpochs],
  );
  useEffect(() => history.replaceState(undefined, "", `#${address}`), [address]);

  return (
    <div>
      <div class="again">
        <button type="button" onClick={() => onAgain(choices)}>
          again
        </button>
        <button type="button" onClick={() => onAgain({ ...choices, seed: choices.seed + 1 })}>
          next seed
        </button>
        <button type="button" disabled={view.runCount > 1} onClick={local.compareSeeds}>
          compare seeds
        </button>
      </div>
      <RunChoice view={view} onAction={(action) => session.act(action)} />
      <RunView {...shown} />
      <Result view={view} address={address} onDownload={(file) => session.act({ type: "export", file })} />
    </div>
  );
}
