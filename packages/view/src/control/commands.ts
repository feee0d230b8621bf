/** Commands to type: every action by its name, with exact numbers. */
import type { Command, RunPoint } from "@epochal/stream/events";
import { parseProbe } from "../model/parse-probe.ts";
import { bestEpoch } from "../queries/best-epoch.ts";
import { knownEpochs } from "../run-state/state-at.ts";
import { describeRun } from "../text/status-sentence.ts";
import { changeSettings, reject, rejectFinally, type Action } from "./action.ts";
import { requestExit } from "./exit-prompt.ts";
import { commandAction, controlBlockedReason, readOnlyText, type KeyContext } from "./key.ts";

export interface NamedCommand {
  readonly name: string;
  /** The arguments, for the help. */
  readonly usage: string;
  readonly help: string;
  run(words: readonly string[], context: KeyContext): Action;
}

export const commands: readonly NamedCommand[] = [
  { name: "pause", usage: "", help: "pause the training", run: (_, context) => runCommand(context, { type: "pause" }) },
  {
    name: "resume",
    usage: "",
    help: "resume the training",
    run: (_, context) => runCommand(context, { type: "resume" }),
  },
  {
    name: "step",
    usage: "[epochs]",
    help: "train N epochs, then pause",
    run: ([count = "1"], context) =>
      withNumber(count, "epochs", (epochs) => runCommand(context, { type: "step", epochs })),
  },
  {
    name: "lr",
    usage: "<rate>",
    help: "set the learning rate",
    run: ([rate], context) =>
      withNumber(rate, "a learning rate", (learningRate) => runCommand(context, { type: "set", learningRate })),
  },
  {
    name: "speed",
    usage: "<epochs per second>",
    help: "limit the speed of the training; 0: unlimited",
    run: ([rate], context) =>
      withNumber(rate, "epochs a second", (epochsPerSecond) => runCommand(context, { type: "set", epochsPerSecond })),
  },
  {
    name: "set",
    usage: "<setting> <number> …",
    help: "change settings of the training, such as momentum 0.9",
    run: (words, context) => {
      const settings: Record<string, number> = {};
      for (let i = 0; i < words.length; i += 2) {
        const value = Number(words[i + 1]);
        if (words[i + 1] === undefined || !Number.isFinite(value)) {
          return reject(`set: expected a number for ${words[i]}, got ${words[i + 1] ?? "nothing"}`);
        }
        settings[words[i] ?? ""] = value;
      }
      if (words.length === 0) return reject("set: type a setting and a number, such as momentum 0.9");
      // The run validates the names.
      return runCommand(context, { type: "set", ...settings });
    },
  },
  { name: "undo", usage: "", help: "undo the last change", run: (_, context) => runCommand(context, { type: "undo" }) },
  {
    name: "rewind",
    usage: "<epoch>|<checkpoint>",
    help: "continue the training from there",
    run: ([where], context) => {
      const target = rewindTarget(where ?? context.settings.cursor?.toString());
      return target
        ? runCommand(context, { type: "rewind", ...target })
        : reject("rewind: type an epoch, or the name of a checkpoint");
    },
  },
  {
    name: "branch",
    usage: "[epoch|checkpoint]",
    help: "start a new run there; this one continues",
    run: ([where], context) =>
      runCommand(context, { type: "branch", ...rewindTarget(where ?? context.settings.cursor?.toString()) }),
  },
  {
    name: "checkpoint",
    usage: "<name>",
    help: "name the current state",
    run: (words, context) => {
      const name = words.join(" ");
      return name === "" ? reject("checkpoint: type a name") : runCommand(context, { type: "checkpoint", name });
    },
  },
  {
    name: "discard",
    usage: "",
    help: "end the training and discard the model",
    run: (_, context) => runCommand(context, { type: "stop", discard: true }),
  },
  {
    name: "stop",
    usage: "",
    help: "end the training and keep the model",
    run: (_, context) => runCommand(context, { type: "stop" }),
  },
  {
    name: "goto",
    usage: "<epoch>|best|now",
    help: "show an epoch in all panels",
    run: ([where = ""], context) => {
      if (where === "now") return changeSettings({ cursor: undefined });
      if (where === "best") return changeSettings({ cursor: bestEpoch(context.state) });
      return withNumber(where, "an epoch", (epoch) => {
        const { first, last } = knownEpochs(context.state);
        if (epoch < first || epoch > last)
          return reject(`goto: expected an epoch from ${first} to ${last}, got ${epoch}`);
        return changeSettings({ cursor: epoch === last ? undefined : epoch });
      });
    },
  },
  {
    name: "zoom",
    usage: "<from> <to>|all",
    help: "show only these epochs in the charts",
    run: ([from = "", to], _situation) => {
      if (from === "all") return changeSettings({ zoom: undefined });
      return withNumber(from, "an epoch", (min) =>
        withNumber(to, "an epoch", (max) =>
          max > min
            ? changeSettings({ zoom: { min, max } })
            : reject(`zoom: the second epoch must be the later one, got ${min} and ${max}`),
        ),
      );
    },
  },
  {
    name: "smooth",
    usage: "<share>",
    help: "smooth the losses: 0 not at all, 0.95 strongly",
    run: ([share]) =>
      withNumber(share, "a share from 0 to 0.999", (smoothing) =>
        smoothing >= 0 && smoothing < 1
          ? changeSettings({ smoothing })
          : reject(`smooth: expected a share from 0 to 0.999, got ${smoothing}`),
      ),
  },
  {
    name: "export",
    usage: "<file>",
    help: "write .html (a report), .svg or .txt (this picture), or .csv (the epochs)",
    run: (words, { canExport }) => {
      const file = words.join(" ");
      if (!canExport) return rejectFinally("export: this viewer cannot write files");
      return file === "" ? reject("export: type the name of a file") : { type: "export", file };
    },
  },
  {
    name: "say",
    usage: "",
    help: "the status of the run, in words",
    run: (_, { state, settings }) => say(describeRun(state, settings)),
  },
  {
    name: "probe",
    usage: "<input> = <value> …",
    help: "predict at an input; without arguments, stop predicting",
    run: (words, { state: { started } }) => {
      if (words.length === 0) return changeSettings({ probe: undefined });
      if (!started) return rejectFinally("probe: no events of the run have arrived yet");
      try {
        return changeSettings({ probe: parseProbe(words.join(" "), started) });
      } catch (error) {
        return reject((error as Error).message);
      }
    },
  },
  {
    name: "run",
    usage: "<number>",
    help: "select a run by its number",
    run: ([number], { runCount }) =>
      withNumber(number, "the number of a run", (n) =>
        Number.isInteger(n) && n >= 1 && n <= runCount
          ? { type: "selectRun", run: n - 1 }
          : reject(`run: expected a number from 1 to ${runCount}, got ${n}`),
      ),
  },
  { name: "help", usage: "", help: "all keys and commands", run: () => changeSettings({ helpPage: 0 }) },
  { name: "quit", usage: "", help: "leave", run: (_, context) => requestExit(context) },
];

/** An epoch if it is a number, else the name of a checkpoint. */
function rewindTarget(where: string | undefined): RunPoint | undefined {
  if (where === undefined) return undefined;
  return /^\d+$/.test(where) ? { epoch: Number(where) } : { checkpoint: where };
}

function runCommand(context: KeyContext, command: Command): Action {
  if (!context.canControl) return rejectFinally(`${command.type}: ${readOnlyText(context.controlHint)}`);
  return commandAction(context, command) ?? rejectFinally(`${command.type}: ${controlBlockedReason(context)}`);
}

function withNumber(text: string | undefined, what: string, then: (value: number) => Action): Action {
  if (text === undefined || text === "") return reject(`expected ${what}, got nothing`);
  const value = Number(text);
  return Number.isFinite(value) ? then(value) : reject(`expected ${what}, got "${text}"`);
}

function say(text: string): Action {
  return { type: "inform", text };
}
