/** A training inside a lesson: a few controls, a few panels, and for an exercise the verdict. */
import type { Command } from "@epochal/stream/events";
import { stateAt, type View } from "@epochal/view";
import { useEffect, useMemo, useState } from "preact/hooks";
import type { Figure as FigureOptions } from "./lesson.ts";
import { panels } from "../panels/index.ts";
import { ChoiceForm } from "../train/choice-form.tsx";
import { readAddress, writeAddress } from "../train/choices-in-address.ts";
import type { Choices } from "../train/data-sets.ts";
import { startLocalRuns } from "../train/local/local-runs.ts";
import { quickening } from "../train/local/pace.ts";
import { trainingOf } from "../train/training.ts";
import { useSession, type ShownSession } from "../use-session.ts";
import { checkRun } from "./checks.ts";

export function Figure({ figure }: { readonly figure: FigureOptions }) {
  const { train, controls, check } = figure;
  const [choices, setChoices] = useState(() => readAddress(train).choices);
  const [attempt, setAttempt] = useState(0);
  const again = (next: Choices) => {
    setChoices(next);
    setAttempt(attempt + 1);
  };
  return (
    <figure class={check === undefined ? "live" : "live exercise"}>
      {controls.length > 0 && <ChoiceForm choices={choices} onChoices={again} only={controls as (keyof Choices)[]} />}
      <LiveRun
        key={attempt}
        choices={choices}
        isPaused={attempt === 0}
        figure={figure}
        onAgain={() => again(choices)}
      />
    </figure>
  );
}

interface LiveRunProps {
  readonly choices: Choices;
  /** Whether the reader starts it. */
  readonly isPaused: boolean;
  readonly figure: FigureOptions;
  readonly onAgain: () => void;
}

function LiveRun({ choices, isPaused, figure, onAgain }: LiveRunProps) {
  const local = useMemo(() => startLocalRuns(trainingOf(choices), { pace: quickening, isPaused }), []);
  useEffect(() => local.dispose, []);
  const shown = useSession(
    () => local.sources,
    () => {},
  );
  const { view, failure } = shown;
  const verdict = figure.check === undefined ? undefined : checkRun(figure.check, view.state);
  return (
    <div>
      {failure !== undefined && <p role="alert">{failure}</p>}
      <Buttons shown={shown} onAgain={onAgain} address={writeAddress({ choices, changes: [], epoch: undefined })} />
      {figure.check !== undefined && (
        <p class={`verdict ${verdict?.isRight ? "right" : ""}`} role="status">
          {verdict === undefined ? "" : `${verdict.isRight ? "Right" : "Not yet"}: ${verdict.text}`}
        </p>
      )}
      <div class="panels">
        {figure.panels.map((name) => (
          <LivePanel key={name} name={name} shown={shown} />
        ))}
      </div>
    </div>
  );
}

function LivePanel({ name, shown: { session, view } }: { readonly name: string; readonly shown: ShownSession }) {
  const panel = panels[name];
  if (!panel) return null;
  const { cursor } = view.settings;
  const seen: View = cursor === undefined ? view : { ...view, state: stateAt(view.state, cursor, view.exactSnapshot) };
  return (
    // A lesson shows a panel several times: no landmark, and no heading of the text.
    <div class={`panel ${name}`} role="group" aria-label={name}>
      <p class="panel-title">{panel.title(seen)}</p>
      {panel.content(seen, session.act)}
    </div>
  );
}

interface ButtonsProps {
  readonly shown: ShownSession;
  readonly onAgain: () => void;
  readonly address: string;
}

function Buttons({ shown: { session, view }, onAgain, address }: ButtonsProps) {
  const { phase, epoch, started } = view.state;
  const send = (command: Command) => session.act({ type: "command", command });
  return (
    <p class="again">
      {phase === "paused" && (
        <button type="button" onClick={() => send({ type: "resume" })}>
          train
        </button>
      )}
      {phase === "running" && (
        <button type="button" onClick={() => send({ type: "pause" })}>
          pause
        </button>
      )}
      {phase === "running" && (
        <button type="button" onClick={() => send({ type: "set", epochsPerSecond: 0 })}>
          to the end
        </button>
      )}
      {phase !== "waiting" && epoch > 0 && (
        <button type="button" onClick={onAgain}>
          again
        </button>
      )}
      <span class="quiet">
        epoch {epoch}/{started?.spec.epochs ?? "…"}
      </span>
      <a href={`#${address}`}>open alone</a>
    </p>
  );
}
