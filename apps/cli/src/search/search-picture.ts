/** A search while it runs: its trials, the best first, and how far each has come. Pure: events become a state, and a state lines. */
import { formatValue, type SearchEvent, type TrialSettings } from "@epochal/search";
import { textTable } from "../output/text-table.ts";
import { lossText } from "./search-lines.ts";

/** A trial that has begun. */
interface ShownTrial {
  readonly settings: TrialSettings;
  /** Absent before its first result. */
  readonly loss?: number;
  readonly epoch: number;
  /** The epoch to which it is trained now; absent while it is paused, or has ended. */
  readonly target?: number;
  readonly isEnded: boolean;
}

export type ShownTrials = ReadonlyMap<number, ShownTrial>;

/** The limits and settings of a search, which its picture shows beside the trials. */
export interface SearchSize {
  readonly trials: number;
  /** The epochs of a trial that is trained in full. */
  readonly epochs: number;
  /** The settings that are tried. */
  readonly names: readonly string[];
}

/** Without them a picture would be as high as the search is long. */
const MAX_LINES = 12;
const BAR_CELLS = 10;

export function addToPicture(shown: ShownTrials, event: SearchEvent<unknown>): ShownTrials {
  if (event.type === "searchFinished") return shown;
  const { trial, settings } = event;
  const before = shown.get(trial);
  if (event.type === "trialReported") {
    const { loss, epoch, isEnded } = event;
    return new Map(shown).set(trial, { settings, loss, epoch, isEnded });
  }
  const { loss, epoch = 0 } = before ?? {};
  const target = event.epochs;
  return new Map(shown).set(trial, { settings, epoch, target, isEnded: false, ...(loss !== undefined && { loss }) });
}

/** @param bar the marks for epochs that are trained, are in training, and are not: one cell each. */
export function drawSearch(
  shown: ShownTrials,
  { trials, epochs, names }: SearchSize,
  rows: number,
  bar: readonly [done: string, doing: string, rest: string],
): string[] {
  // Those without a result are last, in their order.
  const sorted = [...shown].toSorted(
    ([a, { loss: first = Infinity }], [b, { loss: second = Infinity }]) =>
      (first === second ? 0 : first - second) || a - b,
  );
  const running = sorted.filter(([, { target }]) => target !== undefined).length;
  const [best] = sorted;
  const bestLoss = best?.[1].loss;
  const found = best && bestLoss !== undefined ? `, best loss ${lossText(bestLoss)}: trial ${best[0]}` : "";
  const title = `${shown.size} of ${trials} trials, ${running} in training${found}`;
  const lines = Math.max(0, Math.min(MAX_LINES, rows - 4));
  const cells = (value: number) => Math.round((BAR_CELLS * value) / epochs);
  const table = textTable(
    ["trial", "epochs", "", "loss", ...names],
    sorted.slice(0, lines).map(([trial, { settings, loss, epoch, target = epoch, isEnded }]) => {
      const [done, doing] = [cells(epoch), Math.max(cells(epoch), cells(target))];
      return [
        `${trial}${trial === 1 ? " (usual)" : ""}`,
        bar[0].repeat(done) + bar[1].repeat(doing - done) + bar[2].repeat(BAR_CELLS - doing),
        isEnded && epoch < epochs ? `${epoch}, ended` : `${epoch}`,
        loss === undefined ? "…" : lossText(loss),
        ...names.map((name) => (settings[name] === undefined ? "–" : formatValue(settings[name]))),
      ];
    }),
    new Set([3, ...names.map((_, j) => j + 4)]),
  );
  const more = sorted.length - lines;
  return [title, ...table, ...(more > 0 ? [`… and ${more} more`] : [])];
}
