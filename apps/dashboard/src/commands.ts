/** Every action by its name, with numbers said exactly. */
import type { Command, RunPoint } from "@epochal/stream/events";
import { inWords } from "./in-words.ts";
import { deny, look, onlyWatching, refuse, steer, whyNotSteer, type Action, type Situation } from "./keys/key.ts";
import { leave } from "./keys/parting.ts";
import { bestEpoch } from "./keys/looking-back.ts";
import { parseProbe } from "./probe.ts";
import { knownEpochs } from "./state-at.ts";

export interface NamedCommand {
  readonly name: string;
  /** What stands behind the name, for the help. */
  readonly usage: string;
  readonly help: string;
  run(words: readonly string[], situation: Situation): Action;
}

export const commands: readonly NamedCommand[] = [
  {
    name: "pause",
    usage: "",
    help: "pause the training",
    run: (_, situation) => wish(situation, { type: "pause" }),
  },
  { name: "resume", usage: "", help: "go on", run: (_, situation) => wish(situation, { type: "resume" }) },
  {
    name: "step",
    usage: "[epochs]",
    help: "train so many epochs, then pause",
    run: ([count = "1"], situation) => numbered(count, "epochs", (epochs) => wish(situation, { type: "step", epochs })),
  },
  {
    name: "lr",
    usage: "<rate>",
    help: "set the learning rate",
    run: ([rate], situation) =>
      numbered(rate, "a learning rate", (learningRate) => wish(situation, { type: "set", learningRate })),
  },
  {
    name: "speed",
    usage: "<epochs a second>",
    help: "slow the training down; 0 is as fast as it goes",
    run: ([rate], situation) =>
      numbered(rate, "epochs a second", (epochsPerSecond) => wish(situation, { type: "set", epochsPerSecond })),
  },
  {
    name: "set",
    usage: "<setting> <number> …",
    help: "change settings of the training, such as momentum 0.9",
    run: (words, situation) => {
      const settings: Record<string, number> = {};
      for (let i = 0; i < words.length; i += 2) {
        const value = Number(words[i + 1]);
        if (words[i + 1] === undefined || !Number.isFinite(value)) {
          return refuse(`set: expected a number for ${words[i]}, got ${words[i + 1] ?? "nothing"}`);
        }
        settings[words[i] ?? ""] = value;
      }
      if (words.length === 0) return refuse("set: expected a setting and a number, got nothing");
      // Which settings there are, the run knows.
      return wish(situation, { type: "set", ...settings });
    },
  },
  {
    name: "undo",
    usage: "",
    help: "take back the last change",
    run: (_, situation) => wish(situation, { type: "undo" }),
  },
  {
    name: "rewind",
    usage: "<epoch>|<checkpoint>",
    help: "the training goes on from there",
    run: ([where], situation) => {
      const place = placeOf(where ?? situation.look.cursor?.toString());
      return place
        ? wish(situation, { type: "rewind", ...place })
        : refuse("rewind: expected an epoch or a name, got none");
    },
  },
  {
    name: "branch",
    usage: "[epoch|checkpoint]",
    help: "a new run begins there; this one goes on as it is",
    run: ([where], situation) =>
      wish(situation, { type: "branch", ...placeOf(where ?? situation.look.cursor?.toString()) }),
  },
  {
    name: "checkpoint",
    usage: "<name>",
    help: "name the state of now",
    run: (words, situation) => {
      const name = words.join(" ");
      return name === ""
        ? refuse("checkpoint: expected a name, got none")
        : wish(situation, { type: "checkpoint", name });
    },
  },
  {
    name: "discard",
    usage: "",
    help: "end the training, keep nothing",
    run: (_, situation) => wish(situation, { type: "stop", discard: true }),
  },
  {
    name: "stop",
    usage: "",
    help: "end the training, keep what it has learned",
    run: (_, situation) => wish(situation, { type: "stop" }),
  },
  {
    name: "goto",
    usage: "<epoch>|best|now",
    help: "look at an epoch in all panels",
    run: ([where = ""], situation) => {
      if (where === "now") return look({ cursor: undefined });
      if (where === "best") return look({ cursor: bestEpoch(situation) });
      return numbered(where, "an epoch", (epoch) => {
        const { first, last } = knownEpochs(situation.state);
        if (epoch < first || epoch > last)
          return refuse(`goto: expected an epoch from ${first} to ${last}, got ${epoch}`);
        return look({ cursor: epoch === last ? undefined : epoch });
      });
    },
  },
  {
    name: "zoom",
    usage: "<from> <to>|all",
    help: "show only these epochs in the charts",
    run: ([from = "", to], _situation) => {
      if (from === "all") return look({ zoom: undefined });
      return numbered(from, "an epoch", (min) =>
        numbered(to, "an epoch", (max) =>
          max > min
            ? look({ zoom: { min, max } })
            : refuse(`zoom: expected two epochs that rise, got ${min} and ${max}`),
        ),
      );
    },
  },
  {
    name: "smooth",
    usage: "<share>",
    help: "smooth the losses: 0 not at all, 0.95 strongly",
    run: ([share]) =>
      numbered(share, "a share from 0 to 0.999", (smoothing) =>
        smoothing >= 0 && smoothing < 1
          ? look({ smoothing })
          : refuse(`smooth: expected a share from 0 to 0.999, got ${smoothing}`),
      ),
  },
  {
    name: "export",
    usage: "<file>",
    help: "write .html (a report), .svg or .txt (this picture), or .csv (the epochs)",
    run: (words, { canExport }) => {
      const file = words.join(" ");
      if (!canExport) return deny("export: this viewer cannot write files");
      return file === "" ? refuse("export: expected a file, got none") : { type: "export", file };
    },
  },
  {
    name: "say",
    usage: "",
    help: "how the run stands, in words",
    run: (_, { state, look: seen }) => say(inWords(state, seen)),
  },
  {
    name: "probe",
    usage: "<input> = <value> …",
    help: "what the network predicts there; without a value no more",
    run: (words, { state: { started } }) => {
      if (words.length === 0) return look({ probe: undefined });
      if (!started) return deny("probe: nothing has been heard of the run yet");
      try {
        return look({ probe: parseProbe(words.join(" "), started) });
      } catch (error) {
        return refuse((error as Error).message);
      }
    },
  },
  {
    name: "run",
    usage: "<number>",
    help: "look at another of several runs",
    run: ([number], { runCount }) =>
      numbered(number, "the number of a run", (n) =>
        Number.isInteger(n) && n >= 1 && n <= runCount
          ? { type: "choose", run: n - 1 }
          : refuse(`run: expected a number from 1 to ${runCount}, got ${n}`),
      ),
  },
  { name: "help", usage: "", help: "all keys and commands", run: () => look({ helpPage: 0 }) },
  { name: "quit", usage: "", help: "leave", run: (_, situation) => leave(situation) },
];

/** An epoch where it is a number, else a checkpoint. */
function placeOf(where: string | undefined): RunPoint | undefined {
  if (where === undefined) return undefined;
  return /^\d+$/.test(where) ? { epoch: Number(where) } : { checkpoint: where };
}

function wish(situation: Situation, command: Command): Action {
  if (!situation.canSteer) return deny(`${command.type}: ${onlyWatching(situation.howToSteer)}`);
  return steer(situation, command) ?? deny(`${command.type}: ${whyNotSteer(situation)}`);
}

function numbered(text: string | undefined, what: string, then: (value: number) => Action): Action {
  if (text === undefined || text === "") return refuse(`expected ${what}, got nothing`);
  const value = Number(text);
  return Number.isFinite(value) ? then(value) : refuse(`expected ${what}, got "${text}"`);
}

function say(text: string): Action {
  return { type: "say", text };
}
