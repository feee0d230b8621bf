/** Options and outcome of a dashboard, on the screen or read out. */
import type { RunSource, SessionOutcome } from "@epochal/view";
import type { Observable } from "rxjs";
import type { Background } from "./cells/style.ts";

export interface DashboardOptions {
  /** Where to draw. Default: the process's own. */
  readonly stdout?: NodeJS.WriteStream;
  /** Where keys come from; ignored if it is not a terminal. Default: the process's own. */
  readonly stdin?: NodeJS.ReadStream;
  /** A monotonic time in ms, only for clocks that tick between events. Default: `performance.now`. */
  readonly now?: () => number;
  /** Whether to use colours. Default: as the terminal reports, which respects `NO_COLOR` and `FORCE_COLOR`. */
  readonly colour?: boolean;
  /** The background of the terminal. Default `dark`. */
  readonly background?: Background;
  /** Three panels, thick curves and nothing faint, for a projector. Default false. */
  readonly isProjected?: boolean;
  /** Draws with ASCII only, for terminals and fonts without braille. Default false. */
  readonly ascii?: boolean;
  /** The pace the run was started with, which `<` and `>` change; 0 is unlimited. Default 0. */
  readonly epochsPerSecond?: number;
  /** What Ctrl-Z does after the terminal is restored; the picture returns when it is over. Default: stops the process until `fg`. */
  readonly suspend?: () => void | Promise<void>;
  /** Writes a text to a file, for exports; rejects with a message for people. Default: the viewer cannot export. */
  readonly writeFile?: (file: string, text: string) => Promise<void>;
  /** Runs that start later: other seeds, branches. Their curves are drawn behind that of the selected run. */
  readonly more$?: Observable<RunSource>;
}

export interface Dashboard {
  /**
   * Resolves once the viewer has left and the terminal is restored; a run that ends stays on screen until then. Rejects with the
   * error of the events, the terminal restored.
   */
  readonly finished: Promise<SessionOutcome>;
  /** Leaves, as a signal handler would; does nothing the second time. */
  close(): void;
}
