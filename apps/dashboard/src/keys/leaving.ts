/** Keys that tell more, write files, and lead out. */
import { inWords } from "../in-words.ts";
import { ask, look, steer, type KeyGroup, type Situation } from "./key.ts";
import { countEnding, leave } from "./parting.ts";

export const leaving: KeyGroup = {
  title: "more",
  keys: [
    {
      input: "w",
      name: "w",
      label: () => "in words",
      help: () => "say in a sentence how the run stands",
      isQuiet: true,
      press: ({ state, look: seen }) => (state.started ? { type: "say", text: inWords(state, seen) } : undefined),
    },
    {
      input: "p",
      name: "p",
      label: () => "probe",
      help: () => "ask for the prediction at an input, such as x = 1.5",
      press: ({ state, look: { probe } }) => (state.started ? ask("probe ", probe?.text) : undefined),
    },
    {
      input: "e",
      name: "e",
      label: () => "export",
      help: () => "write what is seen to a file: report.html, frame.svg, frame.txt, epochs.csv",
      isQuiet: true,
      press: ({ state, canExport }) => (canExport && state.started ? ask("export ", "report.html") : undefined),
    },
    {
      input: ":",
      name: ":",
      label: () => "command",
      help: () => "type a command: every action has a name, :help lists them",
      isQuiet: true,
      press: () => ask(""),
    },
    {
      input: "?",
      name: "?",
      label: () => "help",
      help: () => "show and hide this page",
      press: ({ look: { helpPage } }) => look({ helpPage: helpPage === undefined ? 0 : undefined }),
    },
    {
      input: "escape",
      name: "Esc",
      label: ({ look: seen }) => (seen.full ? "back" : seen.cursor !== undefined ? "now" : "back"),
      help: () => "back: out of the help, a large panel, the past, a zoom",
      isQuiet: true,
      press: ({ look: { helpPage, full, cursor, zoom, focus } }) => {
        if (helpPage !== undefined) return look({ helpPage: undefined });
        if (full) return look({ full: undefined });
        if (cursor !== undefined) return look({ cursor: undefined });
        if (zoom) return look({ zoom: undefined });
        return focus ? look({ focus: undefined }) : undefined;
      },
    },
    {
      input: "q",
      name: "q",
      label: () => "quit",
      help: quitHelp,
      press: leave,
    },
    {
      input: "Q",
      name: "Q",
      label: () => "end the run",
      help: () => "end the run for all who watch; asks whether to keep what it has learned",
      isQuiet: true,
      press: (situation) =>
        situation.goesOn && steer(situation, { type: "stop" }) ? look({ isAsked: true }) : undefined,
    },
    {
      input: "\x03",
      name: "Ctrl-C",
      label: () => "interrupt",
      help: (situation) =>
        countEnding(situation) > 0
          ? "quit and keep what was learned, without a question"
          : "quit; the shell hears of an interruption",
      isQuiet: true,
      press: () => ({ type: "interrupt" }),
    },
    {
      input: "\x1a",
      name: "Ctrl-Z",
      label: () => "suspend",
      help: (situation) =>
        `back to the shell until \`fg\`${countEnding(situation) > 0 ? "; the training halts as well" : ""}`,
      isQuiet: true,
      press: () => ({ type: "suspend" }),
    },
  ],
};

function quitHelp(situation: Situation): string {
  const { canSteer, goesOn = false, state } = situation;
  if (countEnding(situation) > 0) return "quit; asks whether to keep or discard what was learned";
  return (canSteer && !goesOn) || state.phase === "finished" || state.phase === "interrupted"
    ? "quit: the run is over"
    : "quit watching: the run goes on without you";
}
