/**
 * A run read out for screen readers: lines of words, one below the other. Nothing is drawn again, no cursor moves, there are
 * no boxes, blocks or braille. The keys are those of the picture, as far as they make sense without one.
 */
import { Subscription } from "rxjs";
import { commands } from "../commands.ts";
import { describeEpoch, describeRun } from "../in-words.ts";
import { press, keyGroups, type Action } from "../keys/index.ts";
import { controlBlockedReason } from "../keys/key.ts";
import { currentExitPrompt, type ExitPrompt } from "../keys/parting.ts";
import { initialViewSettings, type ViewSettings } from "../look.ts";
import type { Dashboard, DashboardOutcome } from "../dashboard.ts";
import { interrupt } from "../reduce.ts";
import { createView, type View } from "../view.ts";
import { runStatus } from "../standing.ts";
import type { RunSource } from "../watched.ts";
import { farewell, createSpeaker } from "./speak.ts";
import { describePrediction } from "../probed.ts";
import { spellOut } from "./spelled-out.ts";
import { exportAs } from "../report/export-as.ts";

export interface ReaderOptions {
  /** Where lines go. */
  readonly stdout: NodeJS.WritableStream;
  /** Where keys come from, where it is a terminal. */
  readonly stdin: NodeJS.ReadStream;
  /** The pace the run was started with; 0 is as fast as it goes. Default 0. */
  readonly epochsPerSecond?: number;
  readonly writeFile?: (file: string, text: string) => Promise<void>;
}

const ESCAPE = "\u001b";

/** Keys that change how a picture looks have no meaning here. */
const SPOKEN = new Set(["steer the training", "look back", "more"]);
/** What is answered in words, or by a question. */
const ANSWERED = new Set(["cursor", "probe", "helpPage", "prompt", "suggestion", "isExitPromptOpen"]);
const SUSPEND = "\x1a";
const NAMED: Readonly<Record<string, string>> = {
  "\r": "return",
  "\n": "return",
  "\x7f": "backspace",
  "\b": "backspace",
  "\t": "tab",
  [ESCAPE]: "escape",
};
/** By the end of what the terminal sends. */
const MOVING: Readonly<Record<string, string>> = {
  C: "right",
  D: "left",
  H: "home",
  F: "end",
  "1~": "home",
  "4~": "end",
  "5~": "pageup",
  "6~": "pagedown",
};

/** Reads a run out until it ends, or until somebody leaves. */
export function showReader(source: RunSource, options: ReaderOptions): Dashboard {
  const { stdout, stdin, writeFile } = options;
  const { promise, resolve, reject } = Promise.withResolvers<DashboardOutcome>();
  const speaker = createSpeaker();
  const subscriptions = new Subscription();
  const isTyped = stdin.isTTY === true;
  let settings: ViewSettings = initialViewSettings();
  let status: string | undefined;
  let isLeft = false;
  let paceAsked = options.epochsPerSecond;
  let rateAsked: number | undefined;

  const say = (text: string) => void stdout.write(`${spellOut(text)}\n`);

  function view(): View {
    const { state } = speaker;
    return createView({
      state,
      status,
      settings,
      canControl: source.command !== undefined,
      outlivesViewer: source.outlivesViewer ?? false,
      controlHint: source.controlHint,
      learningRate: rateAsked ?? state.learningRate,
      epochsPerSecond: state.epochsPerSecond ?? paceAsked,
      canExport: writeFile !== undefined,
    });
  }

  function onData(data: Buffer | string): void {
    for (const input of inputsOf(data.toString())) onKey(input);
  }

  function onKey(input: string): void {
    const before = settings.prompt;
    const shown = shownPrompt();
    if (before === undefined && input === "?") return help();
    const isExitPromptOpen = currentExitPrompt(view()) !== undefined;
    if (before === undefined && input !== "\x03" && !isExitPromptOpen && !isSpoken(input)) {
      if (input !== "return") say("No key here: question mark says all.");
      return;
    }
    const action = press(input, view());
    if (action) act(action);
    const exitPrompt = currentExitPrompt(view());
    if (exitPrompt && !isExitPromptOpen) say(spoken(exitPrompt));
    if (!exitPrompt && isExitPromptOpen && !isLeft) say("It goes on.");
    const now = shownPrompt();
    if (now !== undefined && now !== shown) echo(shown, now);
  }

  function shownPrompt(): string | undefined {
    return settings.prompt === undefined ? undefined : settings.prompt + (settings.suggestion ?? "");
  }

  function help(): void {
    for (const line of helpLines(view())) say(line);
  }

  /** What is seen elsewhere is said; what only a picture shows is not passed over in silence. */
  function answer(change: Partial<ViewSettings>): void {
    const { state } = speaker;
    if ("helpPage" in change && change.helpPage !== undefined) help();
    if ("probe" in change) {
      say(
        change.probe
          ? describePrediction(state, change.probe, settings.target)
          : "Nothing is asked of the network any more.",
      );
    }
    if ("cursor" in change) say(change.cursor === undefined ? describeRun(state) : describeEpoch(state, change.cursor));
    if (!Object.keys(change).every((name) => ANSWERED.has(name))) say("That changes only the picture.");
  }

  /** What is typed, as it is typed; what is taken back is said. */
  function echo(before: string | undefined, prompt: string): void {
    if (before === undefined) stdout.write(`:${prompt}`);
    else if (prompt.startsWith(before)) stdout.write(prompt.slice(before.length));
    else stdout.write(`\n:${prompt}`);
  }

  function act(action: Action): void {
    if (action.type !== "settings" && settings.prompt !== undefined) {
      settings = { ...settings, prompt: undefined };
      stdout.write("\n");
    }
    switch (action.type) {
      case "command":
        settings = { ...settings, isExitPromptOpen: false };
        if (action.command.type === "rewind" || action.command.type === "undo")
          settings = { ...settings, cursor: undefined };
        if (action.command.type === "set") {
          rateAsked = action.command.learningRate ?? rateAsked;
          paceAsked = action.command.epochsPerSecond ?? paceAsked;
        }
        Promise.resolve(source.command?.(action.command)).catch((error: unknown) => {
          say(`Refused: ${error instanceof Error ? error.message : String(error)}`);
        });
        return;
      case "settings":
        if (settings.prompt !== undefined && "prompt" in action.change && action.change.prompt === undefined)
          stdout.write("\n");
        settings = { ...settings, ...action.change, helpPage: undefined };
        answer(action.change);
        return;
      case "inform":
      case "reject":
        say(action.text);
        return;
      case "export":
        void writeOut(action.file);
        return;
      case "quit":
        leave(action.discard ? "discard" : "quit");
        return;
      case "interrupt":
        leave("interrupt");
        return;
      case "selectRun":
      case "togglePin":
        say("There is only this run.");
        return;
      case "suspend":
        say("A run that is read out cannot be suspended.");
        return;
    }
  }

  async function writeOut(file: string): Promise<void> {
    try {
      await writeFile?.(file, exportAs(file, view()));
      say(`Written to ${file}.`);
    } catch (error) {
      say(error instanceof Error ? error.message : String(error));
    }
  }

  function leave(by: DashboardOutcome["by"], error?: unknown): void {
    if (isLeft) return;
    isLeft = true;
    subscriptions.unsubscribe();
    if (isTyped) {
      stdin.off("data", onData);
      stdin.setRawMode(false);
      stdin.pause();
    }
    const { state } = speaker;
    if (error !== undefined) return reject(error);
    if (by !== "end" || !state.finished) say(farewell(state));
    resolve({ by, state, states: [state] });
  }

  if (isTyped) {
    stdin.setRawMode(true);
    stdin.on("data", onData);
    stdin.resume();
    say(`Keys: w says how it stands, question mark says all keys, q leaves.`);
  }
  subscriptions.add(
    source.status$?.subscribe((next) => {
      const was = runStatus({ state: speaker.state, status });
      status = next;
      const now = runStatus({ state: speaker.state, status });
      if (now === was) return;
      if (now === "lost") say("The connection is lost; trying again.");
      else if (now === "stale") say("No word from the server; what was said may be old.");
      else if (was === "lost" || was === "stale") say("Connected again.");
    }),
  );
  subscriptions.add(
    source.events$.subscribe({
      next(event) {
        if (event.type === "commanded") rateAsked = undefined;
        for (const line of speaker.hear(event)) say(line);
        // What the run has been taken back behind is no longer there to be looked at.
        if (settings.cursor !== undefined && settings.cursor >= speaker.state.epoch)
          settings = { ...settings, cursor: undefined };
      },
      error: (error: unknown) => leave("end", error),
      complete() {
        if (!speaker.state.finished && status !== "ended") say(interrupt(speaker.state).activity.at(-1)?.text ?? "");
        // Not in the same breath: the caller has nothing to wait for yet.
        queueMicrotask(() => leave("end"));
      },
    }),
  );
  return { finished: promise, close: () => leave("end") };
}

function isSpoken(input: string): boolean {
  return keyGroups.some(({ title, keys }) => SPOKEN.has(title) && keys.some((key) => key.input === input));
}

/** A sequence of a key that moves is one key; those that move nothing here are none. */
function inputsOf(text: string): string[] {
  // oxlint-disable-next-line no-control-regex -- that is what a terminal sends
  return Array.from(text.matchAll(/\x1b[[O]([0-9;]*[A-Za-z~])|[^]/gu), ([input, end]) =>
    end === undefined ? (NAMED[input] ?? input) : MOVING[end],
  ).filter((input) => input !== undefined);
}

/** All that can be pressed here and now, and what would say why not; then what can be typed. */
function helpLines(view: View): string[] {
  const canControl = controlBlockedReason(view) === undefined;
  const lines = keyGroups
    .filter(({ title }) => SPOKEN.has(title))
    .flatMap(({ keys }) => {
      const told = keys.filter(
        (key) => key.input !== SUSPEND && (key.press(view) || (canControl && key.unavailableReason !== undefined)),
      );
      return told.map((key) => `${spokenKeyName(key.name)}: ${key.help(view)}.`);
    });
  const names = commands.map(({ name }) => name).join(", ");
  return [...new Set(lines), `Commands, to be typed behind a colon: ${names}.`];
}

/** The question and its answers. */
function spoken({ question, choices }: ExitPrompt): string {
  return [question, ...choices.map(({ name, label }) => `${name}: ${label.replace("&", "and")}.`)].join(" ");
}

/** Signs are not read out by default. */
function spokenKeyName(name: string): string {
  const words: Readonly<Record<string, string>> = {
    "[ ]": "Left and right bracket",
    "< >": "Less than and greater than",
    "← →": "Left and right arrow",
    "*": "Star",
    ":": "Colon",
    "?": "Question mark",
  };
  return words[name] ?? name;
}
