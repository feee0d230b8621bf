/** A key of the keymap, and what it depends on. */
import type { Command } from "@epochal/stream/events";
import { observedStatus, type RunConnection } from "../queries/observed-status.ts";
import type { AnotherRun } from "../session/run-source.ts";
import type { RunState } from "../run-state/run-state.ts";
import type { PanelId, ViewSettings } from "../settings/view-settings.ts";
import type { Action } from "./action.ts";

export interface KeyContext extends RunConnection {
  /** The newest state of the selected run. */
  readonly state: RunState;
  /** Whether the viewer may control the run. */
  readonly canControl: boolean;
  /** Whether the viewer can start another run of the same training. Default false. */
  readonly canStartAnother?: boolean;
  /** Where the result of the run is written when it ends. Default: nowhere. */
  readonly savesTo?: string | undefined;
  /** How the viewer could get that right, in words. */
  readonly controlHint?: string | undefined;
  /** Whether the run continues when the viewer leaves. Default false. */
  readonly outlivesViewer?: boolean;
  /** Whether `q` ends the run and the viewer stays, as in a page that trains. Default false. */
  readonly staysAfterEnd?: boolean;
  /** The number of other runs that end when the viewer leaves. Default 0. */
  readonly otherRunsEnding?: number;
  /** The learning rate as it will be after the commands sent so far, before a schedule changes it. */
  readonly learningRate: number | undefined;
  /** The pace as it will be after the commands sent so far; 0 or undefined: unlimited. */
  readonly epochsPerSecond: number | undefined;
  /** Whether a pause was requested that the run has not replied to. */
  readonly isPauseRequested: boolean;
  readonly settings: ViewSettings;
  readonly runCount: number;
  /** The position of the selected run, from 0. */
  readonly run: number;
  /** The numbered panels that the renderer can draw. */
  readonly drawablePanels: readonly PanelId[];
  /** The panels that the renderer has room for. */
  readonly visiblePanels: readonly PanelId[];
  /** Whether the view can be written to files. */
  readonly canExport: boolean;
  /** Whether the renderer's process can be suspended. */
  readonly canSuspend: boolean;
}

export interface Key {
  /** The character, or the name of a key without one: `left`, `return`, `ctrl-c`. */
  readonly input: string;
  /** Its name on the screen. Keys that belong together share a name, a label and a help text. */
  readonly name: string;
  /** Its effect, in a word or two. */
  label(context: KeyContext): string;
  /** Its effect in a phrase, for the help. */
  help(context: KeyContext): string;
  /** The action of pressing it now; undefined: nothing happens. */
  press(context: KeyContext): Action | undefined;
  /** Why it does nothing now, unless that is obvious. */
  readonly unavailableReason?: string | undefined;
}

export interface KeyGroup {
  readonly title: string;
  readonly keys: readonly Key[];
}

type Text = string | ((context: KeyContext) => string);

/** The keys of one name: `presses` has what each does, by its input. */
type KeyRow = readonly [
  name: string,
  label: Text,
  help: Text,
  presses: Readonly<Record<string, Key["press"]>>,
  unavailableReason?: string,
];

export function keyGroup(title: string, rows: readonly KeyRow[]): KeyGroup {
  const textIn = (text: Text) => (typeof text === "string" ? () => text : text);
  const keys = rows.flatMap(([name, label, help, presses, unavailableReason]) => {
    const shared = { name, label: textIn(label), help: textIn(help), unavailableReason };
    return Object.entries(presses).map(([input, press]) => ({ ...shared, input, press }));
  });
  return { title, keys };
}

/** Sends a command; undefined if the run takes none from this viewer now. */
export function commandAction(context: KeyContext, command: Command): Action | undefined {
  return controlBlockedReason(context) === undefined ? { type: "command", command } : undefined;
}

/** Starts another run of the same training; undefined if this viewer cannot, or if this run has not ended. */
export function anotherRunAction({ state, canStartAnother }: KeyContext, how: AnotherRun): Action | undefined {
  return canStartAnother && state.phase === "finished" ? { type: "startAnother", how } : undefined;
}

/** Why the run takes no command from this viewer now; undefined if it does. */
export function controlBlockedReason(context: KeyContext): string | undefined {
  const { state, status, canControl, controlHint, canStartAnother } = context;
  if (!canControl)
    return controlHint === undefined ? "a recording: look back with the arrow keys" : readOnlyText(controlHint);
  switch (observedStatus({ state, status })) {
    case "running":
    case "paused":
      return undefined;
    case "waiting":
      return "no events of the run have arrived yet";
    case "finished":
      return canStartAnother ? "the run has ended: r runs it again, R trains on from an earlier epoch" : ENDED;
    case "interrupted":
      return ENDED;
    case "lost":
      return "the connection is lost: commands cannot reach the run";
    case "stale":
      return "no word from the server: commands may not reach the run";
  }
}

const ENDED = "the run has ended";

/** Says that the viewer may not control the run, and what would change that. */
export function readOnlyText(controlHint: string | undefined): string {
  return `this viewer is read-only${controlHint === undefined ? "" : `: ${controlHint}`}`;
}
