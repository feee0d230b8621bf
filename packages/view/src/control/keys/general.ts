/** Keys for words, files, help and leaving. */
import { describeRun } from "../../text/status-sentence.ts";
import { changeSettings, openPrompt } from "../action.ts";
import { requestExit, runsEndingOnExit } from "../exit-prompt.ts";
import { commandAction, type KeyContext, type KeyGroup } from "../key.ts";

export const generalKeys: KeyGroup = {
  title: "more",
  keys: [
    {
      input: "w",
      name: "w",
      label: () => "in words",
      help: () => "say the status of the run in a sentence",
      isHiddenInFooter: true,
      press: ({ state, settings }) =>
        state.started ? { type: "inform", text: describeRun(state, settings) } : undefined,
    },
    {
      input: "p",
      name: "p",
      label: () => "probe",
      help: () => "predict at an input, such as x = 1.5",
      press: ({ state, settings: { probe } }) => (state.started ? openPrompt("probe ", probe?.text) : undefined),
    },
    {
      input: "e",
      name: "e",
      label: () => "export",
      help: () => "write the view to a file: report.html, frame.svg, frame.txt, epochs.csv",
      isHiddenInFooter: true,
      press: ({ state, canExport }) => (canExport && state.started ? openPrompt("export ", "report.html") : undefined),
    },
    {
      input: ":",
      name: ":",
      label: () => "command",
      help: () => "type a command: every action has a name, :help lists them",
      isHiddenInFooter: true,
      press: () => openPrompt(""),
    },
    {
      input: "?",
      name: "?",
      label: () => "help",
      help: () => "show and hide this page",
      press: ({ settings: { helpPage } }) => changeSettings({ helpPage: helpPage === undefined ? 0 : undefined }),
    },
    {
      input: "escape",
      name: "Esc",
      label: ({ settings }) => (settings.full ? "back" : settings.cursor !== undefined ? "now" : "back"),
      help: () => "back: out of the help, a large panel, the past, a zoom",
      isHiddenInFooter: true,
      press: ({ settings: { helpPage, full, cursor, zoom, focus } }) => {
        if (helpPage !== undefined) return changeSettings({ helpPage: undefined });
        if (full) return changeSettings({ full: undefined });
        if (cursor !== undefined) return changeSettings({ cursor: undefined });
        if (zoom) return changeSettings({ zoom: undefined });
        return focus ? changeSettings({ focus: undefined }) : undefined;
      },
    },
    {
      input: "q",
      name: "q",
      label: () => "quit",
      help: quitHelp,
      press: requestExit,
    },
    {
      input: "Q",
      name: "Q",
      label: () => "end the run",
      help: () => "end the run for all viewers; asks whether to keep the model",
      isHiddenInFooter: true,
      press: (context) =>
        context.outlivesViewer && commandAction(context, { type: "stop" })
          ? changeSettings({ isExitPromptOpen: true })
          : undefined,
    },
    {
      input: "ctrl-c",
      name: "Ctrl-C",
      label: () => "interrupt",
      help: (context) =>
        runsEndingOnExit(context) > 0 ? "quit and keep the model, without asking" : "quit, as an interruption",
      isHiddenInFooter: true,
      press: () => ({ type: "interrupt" }),
    },
    {
      input: "ctrl-z",
      name: "Ctrl-Z",
      label: () => "suspend",
      help: (context) =>
        `back to the shell until \`fg\`${runsEndingOnExit(context) > 0 ? "; the training pauses too" : ""}`,
      isHiddenInFooter: true,
      press: () => ({ type: "suspend" }),
    },
  ],
};

function quitHelp(context: KeyContext): string {
  const { canControl, outlivesViewer = false, state } = context;
  if (runsEndingOnExit(context) > 0) return "quit; asks whether to keep or discard the model";
  return (canControl && !outlivesViewer) || state.phase === "finished" || state.phase === "interrupted"
    ? "quit: the run is over"
    : "quit watching: the run continues without you";
}
