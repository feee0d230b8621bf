/**
 * Which modules become one script. Without this, each set of pages that share a module has a script of its own: a dozen small ones for a
 * page, which compress worse than a few large ones: 3.6 KB more to watch a run, and 4.2 KB more to train.
 */

/** The number of pages and workers that must share a module. Core: all that show a model; the runner: the training page, lessons and the worker. */
const SHARED_BY_ALL_MODELS = 4;
const SHARED_BY_TRAININGS = 3;

/** Modules of core that read tables and draw random numbers: pages that only show a model do without. */
const NOT_SHOWN = "random|folds|utf8|encode-row|read-cell|sin-cos|check-knots|data/dataset|create-dataset|parse-json";

/** A group takes only modules that no group of a higher priority has; what these import is grouped by its own name. */
const group = (name: string, priority: number, minShareCount: number, test: RegExp) => ({
  name,
  priority,
  minShareCount,
  test,
  includeDependenciesRecursively: false,
});

export const sharedScripts = [
  // Loaded when a command is typed, or the help is opened.
  group("commands", 5, 1, /view.src.control.commands|view.src.model.parse-probe|spec.nearest-name/),
  // The commands and tables read cells, and so do models that a worker returns.
  group("cells", 5, 1, /core.src.(data.(encode-row|read-cell)|math.sin-cos|io.parse-json)/),
  // Loaded when there is a second run.
  group("several-runs", 5, 1, /queries.seed-spread|loss.pinned/),
  // The list of runs needs no more.
  group("page", 4, 2, /[\\/]preact[\\/]|preload-helper|page-address|numbers[\\/]format/),
  // The worker loads this and the runner, but no view.
  group(
    "core",
    3,
    SHARED_BY_ALL_MODELS,
    new RegExp(`packages/core/(?!.*(${NOT_SHOWN})\\.ts)|stream/src/events`.replaceAll("/", "[\\\\/]")),
  ),
  group(
    "view",
    2,
    2,
    /packages[\\/]view|apps[\\/]web[\\/]src[\\/](panels|charts|control|header|run-view|use-|load-later)|rxjs(?!.*ReplaySubject)/,
  ),
  group("runner", 1, SHARED_BY_TRAININGS, /packages[\\/](core|data|simd|stream)/),
  // The code that sends commands is loaded with the first one; it uses the connection on which the run is watched.
  group(
    "client",
    1,
    1,
    /packages[\\/](client|protocol).src(?!.*[\\/](send-command|requests|find-latest-run|client-\w+|validation)\b)/,
  ),
];
