/** What a report is about: a model, with the run that trained it if that is known. */
import { parseModel, type Model } from "@epochal/core";
import { currentModel, type RunState } from "@epochal/view";

/** A run, or a saved model. */
export interface ReportSubject {
  /** A name for people, such as the data file's. */
  readonly name: string;
  /** The newest model of the run, or the saved one. Absent before a run's first snapshot. */
  readonly model?: Model;
  /** The run so far. Absent for a saved model. */
  readonly state?: RunState;
}

/** The newest state of a run. */
export function runSubject(state: RunState): ReportSubject {
  const model = state.finished ? parseModel(state.finished.model) : currentModel(state)?.model;
  return { name: state.started?.name ?? "a run", state, ...(model && { model }) };
}

/** A saved model, which knows its columns, but neither its scores nor its training. */
export function modelSubject(name: string, model: Model): ReportSubject {
  return { name, model };
}

/** Names of the targets; without columns `y`, with a number if there are several. */
export function targetNames({ model, state }: ReportSubject): readonly string[] {
  const columns = model?.columns ?? state?.started?.data.columns;
  const outputs = model?.scalers.targets.scale.length ?? 1;
  return columns?.targets ?? Array.from({ length: outputs }, (_, j) => (outputs === 1 ? "y" : `y${j + 1}`));
}

/** The classes of the target; undefined if it is a number. */
export function classesOf({ model, state }: ReportSubject): readonly string[] | undefined {
  return (model?.columns ?? state?.started?.data.columns)?.classes;
}
