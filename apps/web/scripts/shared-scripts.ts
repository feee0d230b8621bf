/**
 * Which modules become one script. Without this, each set of pages that share a module has a script of its own: a dozen small ones for a
 * page, which compress worse than five large ones: 3.6 KB more to watch a run, and 4.2 KB more to train.
 */

/** The number of pages and workers that must share a module. Core: all that show a model; the runner: the training page, lessons and the worker. */
const SHARED_BY_ALL_MODELS = 4;
const SHARED_BY_TRAININGS = 3;

/** A group takes only modules that no group of a higher priority has; what these import is grouped by its own name. */
const group = (name: string, priority: number, minShareCount: number, test: RegExp) => ({
  name,
  priority,
  minShareCount,
  test,
  includeDependenciesRecursively: false,
});

export const sharedScripts = [
  // The list of runs needs no more.
  group("page", 4, 2, /[\\/]preact[\\/]|preload-helper|page-address|nearest-name|numbers[\\/]format/),
  // The worker loads this and the runner, but no view.
  group(
    "core",
    3,
    SHARED_BY_ALL_MODELS,
    /packages[\\/]core[\\/](?!.*[\\/](random|folds|utf8)\.ts)|stream[\\/]src[\\/]events/,
  ),
  group(
    "view",
    2,
    2,
    /packages[\\/]view|apps[\\/]web[\\/]src[\\/](panels|charts|control|header|run-view|use-)|rxjs|tslib/,
  ),
  group("runner", 1, SHARED_BY_TRAININGS, /packages[\\/](core|data|simd|stream)/),
];
