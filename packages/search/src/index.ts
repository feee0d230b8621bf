// Searching
export { searchRuns, type Objective, type SearchOptions } from "./search-runs.ts";
export type { SearchEvent, SearchFinishedEvent, TrialReportedEvent, TrialStartedEvent } from "./search-event.ts";

// Spaces
export { defaultSpace } from "./space/default-space.ts";
export { parseSetting } from "./space/parse-setting.ts";
export { formatSettings, formatValue } from "./space/search-space.ts";
export type {
  SearchChoices,
  SearchDomain,
  SearchRange,
  SearchSpace,
  TrialSettings,
  TrialValue,
} from "./space/search-space.ts";
export { applySettings, hyperparameters, settingsOf } from "./space/hyperparameters.ts";
export type { Hyperparameter, HyperparameterName } from "./space/hyperparameters.ts";
export { chooseTrials, type ChoiceOptions } from "./samplers/choose-trials.ts";
export { samplers, type SamplerName } from "./samplers/index.ts";
export type { CreateSampler, Sampler } from "./samplers/sampler.ts";

// Trials
export { trainingObjective } from "./trials/training-objective.ts";
export { startTrial, trialResult, type StartedTrial, type TrialPart } from "./trials/start-trial.ts";
export { compareTrials, type TrialReport, type TrialResult, type TrialTask } from "./trials/trial.ts";

// Successive halving
export { createScheduler, type Job, type NextJob, type Scheduler } from "./scheduler/scheduler.ts";
export type { SchedulerOptions } from "./scheduler/scheduler.ts";
export { rungEpochs, type RungOptions } from "./scheduler/rung-epochs.ts";
