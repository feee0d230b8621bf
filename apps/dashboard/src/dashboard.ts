/** What a dashboard is given, and what is left of it. */
import type { Observable } from "rxjs";
import type { RunState } from "./run-state.ts";
import type { Background } from "./theme.ts";
import type { RunSource } from "./watched.ts";

export interface DashboardOptions {
  /** Where to draw. Default: the process's own. */
  readonly stdout?: NodeJS.WriteStream;
  /** Where keys come from; one that is no terminal is left alone. Default: the process's own. */
  readonly stdin?: NodeJS.ReadStream;
  /** The time in ms, only for clocks that tick between events. Default: `Date.now`. */
  readonly now?: () => number;
  /** Default: what the terminal says of itself, which heeds `NO_COLOR` and `FORCE_COLOR`. */
  readonly colour?: boolean;
  /** What the terminal writes on. Default `dark`. */
  readonly background?: Background;
  /** Draws with ASCII only, for terminals and fonts without braille. Default false. */
  readonly ascii?: boolean;
  /** The pace the run was started with, which `<` and `>` change; 0 is as fast as it goes. Default 0. */
  readonly epochsPerSecond?: number;
  /** What Ctrl-Z does once the terminal is as it was; the picture comes back when it is over. Default: stops the process until `fg`. */
  readonly suspend?: () => void | Promise<void>;
  /** Writes a text to a file, for exports; rejects with a message for people. Default: nothing can be exported. */
  readonly writeFile?: (file: string, text: string) => Promise<void>;
  /** Runs that come to be while it is shown: other seeds, branches. Their curves are drawn behind that of the run looked at. */
  readonly more$?: Observable<RunSource>;
}

export interface DashboardOutcome {
  /** `q`; the same with the wish that nothing of a training that ends with it is kept; Ctrl-C; or closed by the caller. */
  readonly by: "quit" | "discard" | "interrupt" | "end";
  /** The first run as it was last heard of: `summarize` puts it in words. */
  readonly state: RunState;
  /** All runs, in the order in which they came, the first among them: `summarizeRuns` compares them. */
  readonly states: readonly RunState[];
}

export interface Dashboard {
  /**
   * Resolves once somebody has left and the terminal is as it was. A run that ends by itself stays on screen until then.
   * Rejects with the error of the events, the terminal restored.
   */
  readonly finished: Promise<DashboardOutcome>;
  /** Leaves, as a handler of signals would; does nothing the second time. */
  close(): void;
}
