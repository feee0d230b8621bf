/** What a view shows after a command: the requested value is the best guess, until the run's reply has the truth. */
import type { Command } from "@epochal/stream/events";
import { currentExitPrompt } from "../control/exit-prompt.ts";
import { baseLearningRate } from "../run-state/run-state.ts";
import type { RunView } from "./followed-run.ts";
import type { View } from "./view.ts";

export function withCommand(view: View, command: Command): View {
  // A viewer who rewinds the run wants to see it train again.
  const isRewind = command.type === "rewind" || command.type === "undo";
  const closed = { prompt: undefined, isExitPromptOpen: false, ...(isRewind && { cursor: undefined }) };
  const sent = { ...view, settings: { ...view.settings, ...closed } };
  if (command.type === "pause") return { ...sent, isPauseRequested: true };
  if (command.type !== "set") return sent;
  const { learningRate = view.learningRate, epochsPerSecond = view.epochsPerSecond } = command;
  return { ...sent, learningRate, epochsPerSecond };
}

/** The view after its run has reported. @param initialPace the pace the run was started with, in epochs per second. */
export function withReport(view: View, report: RunView, initialPace: number | undefined): View {
  const { state } = report;
  const { cursor } = view.settings;
  const newest = state.activity.at(-1);
  const isAnswered = newest !== view.state.activity.at(-1);
  // The state that has the learning rate after an undo may come a moment after the reply.
  const learningRate = baseLearningRate(state);
  const isRateKnown = isAnswered || learningRate !== baseLearningRate(view.state);
  return {
    ...view,
    ...report,
    settings: {
      ...view.settings,
      // Epochs after a rewind's target no longer exist.
      cursor: cursor !== undefined && cursor >= state.epoch ? undefined : cursor,
      // Once no training would end there is nothing to ask.
      isExitPromptOpen: currentExitPrompt({ ...view, ...report }) !== undefined,
    },
    message: isAnswered && newest?.kind === "refused" ? { kind: "refused", entry: newest } : view.message,
    sinceLastEventMs: 0,
    isPauseRequested: view.isPauseRequested && !isAnswered,
    learningRate: isRateKnown || view.learningRate === undefined ? learningRate : view.learningRate,
    epochsPerSecond: isAnswered ? (state.epochsPerSecond ?? initialPace) : view.epochsPerSecond,
  };
}
