/** Commands to type: every action by its name, with exact numbers. */
import type { Command, RunPoint } from "@epochal/stream/events";
import { layerWeights } from "../model/layer-weights.ts";
import { parseProbe } from "../model/parse-probe.ts";
import { bestEpoch } from "../queries/best-epoch.ts";
import { knownEpochs } from "../run-state/state-at.ts";
import { runLetter } from "../text/describe.ts";
import { describeRun } from "../text/status-sentence.ts";
import { changeSettings, rejectFinally, type Action } from "./action.ts";
import { requestExit } from "./exit-prompt.ts";
import type { KeyContext } from "./key.ts";

export interface NamedCommand {
  readonly name: string;
  /** The arguments, for the help. */
  readonly usage: string;
  readonly help: string;
  /**
   * The action of the command; one for the run is sent only if the run takes it.
   * @throws RangeError when a word is missing or invalid: another may do.
   */
  run(words: readonly string[], context: KeyContext): Action;
}

type CommandRow = readonly [name: string, usage: string, help: string, run: NamedCommand["run"]];

const SPEED_HELP = "limit the speed of the training; 0: unlimited";
const EXPORT_HELP = "write .html (a report), .json (the model), .svg or .txt (this picture), or .csv (the epochs)";

const rows: readonly CommandRow[] = [
  ["pause", "", "pause the training", () => send({ type: "pause" })],
  ["resume", "", "resume the training", () => send({ type: "resume" })],
  ["step", "[epochs]", "train N epochs, then pause", step],
  ["lr", "<rate>", "set the learning rate", setNumber("learningRate", "a learning rate")],
  ["speed", "<epochs per second>", SPEED_HELP, setNumber("epochsPerSecond", "epochs a second")],
  ["set", "<setting> <number> …", "change settings of the training, such as momentum 0.9", set],
  ["undo", "", "undo the last change", () => send({ type: "undo" })],
  ["rewind", "<epoch>|<checkpoint>", "continue the training from there", rewind],
  ["branch", "[epoch|checkpoint]", "start a new run there; this one continues", branch],
  ["checkpoint", "<name>", "name the current state", nameCheckpoint],
  ["discard", "", "end the training and discard the model", () => send({ type: "stop", discard: true })],
  ["stop", "", "end the training and keep the model", () => send({ type: "stop" })],
  ["goto", "<epoch>|best|now", "show an epoch in all panels", goTo],
  ["zoom", "<from> <to>|all", "show only these epochs in the charts", zoom],
  ["smooth", "<share>", "smooth the losses: 0 not at all, 0.95 strongly", smooth],
  ["export", "<file>", EXPORT_HELP, exportTo],
  ["say", "", "the status of the run, in words", sayStatus],
  ["probe", "<input> = <value> …", "predict at an input; without arguments, stop predicting", probe],
  ["unit", "<layer>.<unit>", "w, b, z and a of a unit of the network, such as 1.2", showUnit],
  ["run", "<letter>", "select a run by its letter", selectRun],
  ["help", "", "all keys and commands", () => changeSettings({ helpPage: 0 })],
  ["quit", "", "leave", (_, context) => requestExit(context)],
];

export const commands: readonly NamedCommand[] = rows.map(([name, usage, help, run]) => ({ name, usage, help, run }));

function send(command: Command): Action {
  return { type: "command", command };
}

function step([count = "1"]: readonly string[]): Action {
  return send({ type: "step", epochs: toNumber(count, "epochs") });
}

function setNumber(name: "learningRate" | "epochsPerSecond", what: string): NamedCommand["run"] {
  return ([text]) => send({ type: "set", [name]: toNumber(text, what) });
}

/** The run validates the names. */
function set(words: readonly string[]): Action {
  const settings: Record<string, number> = {};
  for (let i = 0; i < words.length; i += 2) {
    const value = Number(words[i + 1]);
    if (words[i + 1] === undefined || !Number.isFinite(value)) {
      throw new RangeError(`set: expected a number for ${words[i]}, got ${words[i + 1] ?? "nothing"}`);
    }
    settings[words[i] ?? ""] = value;
  }
  if (words.length === 0) throw new RangeError("set: type a setting and a number, such as momentum 0.9");
  return send({ type: "set", ...settings });
}

function rewind([where]: readonly string[], context: KeyContext): Action {
  const target = rewindTarget(where, context);
  if (!target) throw new RangeError("rewind: type an epoch, or the name of a checkpoint");
  return send({ type: "rewind", ...target });
}

function branch([where]: readonly string[], context: KeyContext): Action {
  return send({ type: "branch", ...rewindTarget(where, context) });
}

function nameCheckpoint(words: readonly string[]): Action {
  const name = words.join(" ");
  if (name === "") throw new RangeError("checkpoint: type a name");
  return send({ type: "checkpoint", name });
}

function goTo([where = ""]: readonly string[], { state }: KeyContext): Action {
  if (where === "now") return changeSettings({ cursor: undefined });
  if (where === "best") return changeSettings({ cursor: bestEpoch(state) });
  const epoch = toNumber(where, "an epoch");
  const { first, last } = knownEpochs(state);
  if (epoch < first || epoch > last)
    throw new RangeError(`goto: expected an epoch from ${first} to ${last}, got ${epoch}`);
  return changeSettings({ cursor: epoch === last ? undefined : epoch });
}

function zoom([from = "", to]: readonly string[]): Action {
  if (from === "all") return changeSettings({ zoom: undefined });
  const [min, max] = [toNumber(from, "an epoch"), toNumber(to, "an epoch")];
  if (max > min) return changeSettings({ zoom: { min, max } });
  throw new RangeError(`zoom: the second epoch must be the later one, got ${min} and ${max}`);
}

function smooth([share]: readonly string[]): Action {
  const smoothing = toNumber(share, "a share from 0 to 0.999");
  if (smoothing >= 0 && smoothing < 1) return changeSettings({ smoothing });
  throw new RangeError(`smooth: expected a share from 0 to 0.999, got ${smoothing}`);
}

function exportTo(words: readonly string[], { canExport }: KeyContext): Action {
  const file = words.join(" ");
  if (!canExport) return rejectFinally("export: this viewer cannot write files");
  if (file === "") throw new RangeError("export: type the name of a file");
  return { type: "export", file };
}

function sayStatus(_: readonly string[], { state, settings }: KeyContext): Action {
  return { type: "inform", text: describeRun(state, settings) };
}

function probe(words: readonly string[], { state: { started } }: KeyContext): Action {
  if (words.length === 0) return changeSettings({ probe: undefined });
  if (!started) return rejectFinally("probe: no events of the run have arrived yet");
  return changeSettings({ probe: parseProbe(words.join(" "), started) });
}

function showUnit([typed = ""]: readonly string[], { state }: KeyContext): Action {
  const names = layerWeights(state).flatMap(({ biases }, l) => Array.from(biases, (_, j) => `${l + 1}.${j + 1}`));
  const unit = names.indexOf(typed);
  if (unit >= 0) return changeSettings({ full: "network", unit });
  if (names.length === 0) return rejectFinally("unit: there is no network yet");
  throw new RangeError(
    `unit: expected a layer and a unit from ${names[0]} to ${names.at(-1)}, got ${typed || "nothing"}`,
  );
}

function selectRun([typed = ""]: readonly string[], { runCount }: KeyContext): Action {
  const letters = Array.from({ length: runCount }, (_, i) => runLetter(i));
  const run = letters.indexOf(typed.toUpperCase());
  if (run >= 0) return { type: "selectRun", run };
  throw new RangeError(`run: type a letter from A to ${letters.at(-1)}, such as :run A`);
}

/** An epoch if it is a number, else the name of a checkpoint; by default the epoch at the cursor. */
function rewindTarget(typed: string | undefined, { settings: { cursor } }: KeyContext): RunPoint | undefined {
  const where = typed ?? cursor?.toString();
  if (where === undefined) return undefined;
  return /^\d+$/.test(where) ? { epoch: Number(where) } : { checkpoint: where };
}

function toNumber(text: string | undefined, what: string): number {
  if (text === undefined || text === "") throw new RangeError(`expected ${what}, got nothing`);
  const value = Number(text);
  if (!Number.isFinite(value)) throw new RangeError(`expected ${what}, got "${text}"`);
  return value;
}
