/** Keys that tell more, write files, and lead out. */
import { inWords } from "../in-words.ts";
import { look, type KeyGroup, type Situation } from "./key.ts";

export const leaving: KeyGroup = {
  title: "more",
  keys: [
    {
      input: "w",
      name: "w",
      label: () => "in words",
      help: () => "say in a sentence how the run stands",
      isQuiet: true,
      press: ({ state }) => (state.started ? { type: "say", text: inWords(state) } : undefined),
    },
    {
      input: "e",
      name: "e",
      label: () => "export",
      help: () => "write what is seen to a file: report.html, frame.svg, frame.txt, epochs.csv",
      isQuiet: true,
      press: ({ state, canExport }) =>
        canExport && state.started ? look({ prompt: "export report.html" }) : undefined,
    },
    {
      input: ":",
      name: ":",
      label: () => "command",
      help: () => "type a command: every action has a name, :help lists them",
      isQuiet: true,
      press: () => look({ prompt: "" }),
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
      label: (situation) => (stopsWhenLeft(situation) ? "stop & quit" : "quit"),
      help: (situation) =>
        stopsWhenLeft(situation) ? "stop the training, keep what it has learned, quit" : quitHelp(situation),
      press: () => ({ type: "quit" }),
    },
    {
      input: "\x03",
      name: "Ctrl-C",
      label: () => "interrupt",
      help: () => "the same as q, but the shell hears of an interruption",
      isQuiet: true,
      press: () => ({ type: "interrupt" }),
    },
    {
      input: "\x1a",
      name: "Ctrl-Z",
      label: () => "suspend",
      help: (situation) =>
        `back to the shell until \`fg\`${stopsWhenLeft(situation) ? "; the training halts as well" : ""}`,
      isQuiet: true,
      press: () => ({ type: "suspend" }),
    },
  ],
};

/** Whether the run trains for this viewer: then it ends when the viewer leaves. */
function stopsWhenLeft({ state, canSteer, goesOn = false }: Situation): boolean {
  return canSteer && !goesOn && (state.phase === "running" || state.phase === "paused" || state.phase === "waiting");
}

function quitHelp({ canSteer, goesOn = false, state }: Situation): string {
  return (canSteer && !goesOn) || state.phase === "finished" || state.phase === "interrupted"
    ? "quit: the run is over"
    : "quit watching: the run goes on without you";
}
