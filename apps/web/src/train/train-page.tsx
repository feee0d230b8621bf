/** Trains in the page: choose data and a network, and watch it learn, with the view and the keys of every other run. */
import { useMemo, useState } from "preact/hooks";
import { later } from "../load-later.ts";
import { panels } from "../panels/index.ts";
import { resolveLayout, type Layout } from "../server/page-address.ts";
import { SiteNav } from "../site-nav.tsx";
import { ChoiceForm } from "./choice-form.tsx";
import { readAddress, readTableAddress, writeAddress, writeTableAddress } from "./choices-in-address.ts";
import type { LinkedTable, LinkedTraining } from "./choices-in-address.ts";
import type { Choices } from "./data-sets.ts";
import type { OpenTable, TableTraining } from "./read-table.ts";
import { TableFile } from "./table-file.tsx";
import { takeContinuation, type Continuation } from "./local/continuation.ts";
import { TrainedRun } from "./trained-run.tsx";
import { trainingOf } from "./training.ts";

/** Most viewers open no table. */
const TableForm = later(async () => (await import("./table-form.tsx")).TableForm);

interface TrainPageProps {
  /** The fragment of the address, without `#`. */
  readonly fragment: string;
  /** The list of the server's runs; undefined on a static site. */
  readonly home: string | undefined;
}

/** A training on a table: its rows are not in the address. */
interface ShownTable extends LinkedTable {
  readonly table: OpenTable;
  readonly training: TableTraining;
}

type Shown = (LinkedTraining | ShownTable) & {
  /** Set if the page was loaded again while it ran. */
  readonly continuation?: Continuation | undefined;
};

export function TrainPage({ fragment, home }: TrainPageProps) {
  const continuation = useMemo(() => takeContinuation(fragment, sessionStorage), []);
  const first = useMemo(() => readFragment(continuation?.address ?? fragment), []);
  const layout = useMemo(() => resolveLayout(location.search, Object.keys(panels)), []);
  const isAll = layout.view === "all";
  const [problem, setProblem] = useState(first.problem);
  const [shown, setShown] = useState<Shown | undefined>(first.linked && { ...first.linked, continuation });
  /** Each training is a session of its own. */
  const [attempt, setAttempt] = useState(0);

  /** In an entry of the history of its own: Back returns to the choice before. */
  function show(next: Shown): void {
    const address = `#${"choices" in next ? writeAddress(next) : writeTableAddress(next)}`;
    if (address !== location.hash) history.pushState(undefined, "", address);
    setProblem(undefined);
    setShown(next);
    setAttempt((count) => count + 1);
  }

  function train(choices: Choices): void {
    show({ choices, changes: [], epoch: undefined });
  }

  function trainTable(
    table: OpenTable,
    target: string,
    linked: Omit<LinkedTable, "file" | "target"> & Pick<Shown, "continuation">,
  ): void {
    try {
      show({ ...linked, file: table.name, target, table, training: table.train(target, linked.seed) });
    } catch (error) {
      setProblem(problemWith(table.name, error));
    }
  }

  async function open(file: File): Promise<void> {
    try {
      const table = await (await import("./read-table.ts")).openTable(file);
      const wanted = first.table
        ? { ...first.table, continuation }
        : { target: undefined, seed: 0, changes: [], epoch: undefined };
      const { target = table.columns.at(-1)!, ...linked } = wanted;
      trainTable(table, target, linked);
    } catch (error) {
      setProblem(problemWith(file.name, error));
    }
  }

  function drop(event: DragEvent): void {
    event.preventDefault();
    const [file] = Array.from(event.dataTransfer?.files ?? []);
    if (file) void open(file);
  }

  return (
    <main
      aria-label={layout.view === "embed" ? layout.panels[0] : undefined}
      class={`train ${layout.view}`}
      onDragOver={(event) => event.preventDefault()}
      onDrop={drop}
    >
      {isAll && <Title home={home} />}
      {problem !== undefined && <p role="alert">{problem}</p>}
      {(isAll || first.table) && (
        <aside>
          <details open={matchMedia("(min-width: 760px)").matches || first.table !== undefined}>
            <summary>data and network</summary>
            {shown && "choices" in shown && <ChoiceForm choices={shown.choices} onChoices={train} />}
            {shown && "table" in shown && (
              <TableForm
                table={shown.table}
                target={shown.target ?? ""}
                notes={shown.training.notes}
                onTarget={(target) => trainTable(shown.table, target, fresh(shown.seed))}
              />
            )}
            <TableFile onFile={(file) => void open(file)} />
          </details>
        </aside>
      )}
      {shown && "choices" in shown && (
        <ChosenRun key={attempt} linked={shown} layout={layout} home={home} onAgain={train} />
      )}
      {shown && "table" in shown && (
        <TrainedRun
          key={attempt}
          training={shown.training}
          changes={shown.changes}
          epoch={shown.epoch}
          continuation={shown.continuation}
          layout={layout}
          home={home}
          addressOf={(seed, progress) => writeTableAddress({ ...shown, ...progress, seed })}
          onSeed={(seed) => trainTable(shown.table, shown.target ?? "", fresh(seed))}
        />
      )}
    </main>
  );
}

/** What this page is, and where the others are. */
function Title({ home }: Pick<TrainPageProps, "home">) {
  return (
    <div class="title">
      <SiteNav here="train" home={home} />
      <h1>Train a small network in this page</h1>
      <p class="quiet">
        Choose data and a network, and watch it learn. Everything is computed in this browser. New to it? Begin with{" "}
        <a href="#lesson=">the five lessons</a>.
      </p>
    </div>
  );
}

interface ChosenRunProps {
  readonly linked: LinkedTraining & Pick<Shown, "continuation">;
  readonly layout: Layout;
  readonly home: string | undefined;
  readonly onAgain: (choices: Choices) => void;
}

function ChosenRun({ linked: { choices, changes, epoch, continuation }, layout, home, onAgain }: ChosenRunProps) {
  const training = useMemo(() => trainingOf(choices), []);
  return (
    <TrainedRun
      training={training}
      changes={changes}
      epoch={epoch}
      continuation={continuation}
      layout={layout}
      home={home}
      addressOf={(seed, progress) => writeAddress({ choices: { ...choices, seed }, ...progress })}
      onSeed={(seed) => onAgain({ ...choices, seed })}
    />
  );
}

/** What is wrong with a file, without the name of the function that says so. */
function problemWith(file: string, error: unknown): string {
  return `${file}: ${(error as Error).message.replace(/^\w+: /, "")}`;
}

/** A training from the beginning. */
function fresh(seed: number): Omit<LinkedTable, "file" | "target"> {
  return { seed, changes: [], epoch: undefined };
}

interface ReadFragment {
  /** What is wrong with the fragment, or missing. */
  readonly problem?: string;
  readonly linked?: LinkedTraining;
  readonly table?: LinkedTable;
}

/** What a fragment describes; if it is wrong, the usual training. */
function readFragment(fragment: string): ReadFragment {
  try {
    const table = readTableAddress(fragment);
    if (table)
      return { table, problem: `This link needs the file “${table.file}”: choose it to get the same training.` };
    return { linked: readAddress(fragment) };
  } catch (error) {
    return { problem: (error as Error).message, linked: readAddress("") };
  }
}
