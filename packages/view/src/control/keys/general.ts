/** Keys for words, files, help and leaving. */
import { describeRun } from "../../text/status-sentence.ts";
import { changeSettings, openPrompt, type Action } from "../action.ts";
import { endsByQuitting, requestExit, runsEndingOnExit } from "../exit-prompt.ts";
import { commandAction, keyGroup, type KeyContext } from "../key.ts";

const EXPORT_HELP = "write a file: report.html, model.json, frame.svg, frame.txt, epochs.csv";

export const generalKeys = keyGroup("more", [
  ["w", "in words", "say the status of the run in a sentence", { w: sayStatus }],
  ["p", "probe", "predict at an input, such as x = 1.5", { p: typeProbe }],
  ["e", "export", EXPORT_HELP, { e: typeExport }],
  [":", "command", "type a command: every action has a name, :help lists them", { ":": () => openPrompt("") }],
  ["?", "help", "show and hide this page", { "?": toggleHelp }],
  ["Esc", escapeLabel, "back: out of the help, a large panel, the past, a zoom", { escape: goBack }],
  ["q", "quit", quitHelp, { q: requestExit }],
  ["Q", "end the run", "end the run for all viewers; asks whether to keep the model", { Q: requestEnd }],
  ["Ctrl-C", "interrupt", interruptHelp, { "ctrl-c": () => ({ type: "interrupt" }) }],
  ["Ctrl-Z", "suspend", suspendHelp, { "ctrl-z": ({ canSuspend }) => (canSuspend ? { type: "suspend" } : undefined) }],
]);

function sayStatus({ state, settings }: KeyContext): Action | undefined {
  return state.started && { type: "inform", text: describeRun(state, settings) };
}

function typeProbe({ state, settings: { probe } }: KeyContext): Action | undefined {
  return state.started && openPrompt("probe ", probe?.text);
}

function typeExport({ state, canExport }: KeyContext): Action | undefined {
  return canExport && state.started ? openPrompt("export ", "report.html") : undefined;
}

function toggleHelp({ settings: { helpPage } }: KeyContext): Action {
  return changeSettings({ helpPage: helpPage === undefined ? 0 : undefined });
}

function escapeLabel({ settings: { full, cursor } }: KeyContext): string {
  return full === undefined && cursor !== undefined ? "now" : "back";
}

function goBack({ settings: { helpPage, full, cursor, zoom, focus } }: KeyContext): Action | undefined {
  if (helpPage !== undefined) return changeSettings({ helpPage: undefined });
  if (full) return changeSettings({ full: undefined });
  if (cursor !== undefined) return changeSettings({ cursor: undefined });
  if (zoom) return changeSettings({ zoom: undefined });
  return focus && changeSettings({ focus: undefined });
}

function requestEnd(context: KeyContext): Action | undefined {
  const canEnd = context.outlivesViewer && !context.staysAfterEnd && commandAction(context, { type: "stop" });
  return canEnd ? changeSettings({ isExitPromptOpen: true }) : undefined;
}

function interruptHelp(context: KeyContext): string {
  return runsEndingOnExit(context) > 0 ? "quit and print the result, without asking" : "quit with exit code 130";
}

function suspendHelp(context: KeyContext): string {
  return `back to the shell until \`fg\`${runsEndingOnExit(context) > 0 ? "; the training pauses too" : ""}`;
}

function quitHelp(context: KeyContext): string {
  if (endsByQuitting(context)) return "end the training; asks whether to keep the model";
  if (context.staysAfterEnd) return "leave the page: its trainings end";
  const { canControl, outlivesViewer = false, state } = context;
  if (runsEndingOnExit(context) > 0) return "quit; asks whether to print or discard the result";
  return (canControl && !outlivesViewer) || state.phase === "finished" || state.phase === "interrupted"
    ? "quit: the run is over"
    : "quit watching: the run continues without you";
}
