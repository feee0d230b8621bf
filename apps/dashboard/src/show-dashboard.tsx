/** Puts a run on the screen and lets people steer it, until they leave. */
import type { ReadStream, WriteStream } from "node:tty";
import { render } from "ink";
import { concat, defer, EMPTY, interval, of, scan, Subscription, tap, type Observable } from "rxjs";
import type { Command, TrainingEvent } from "@epochal/stream/events";
import { atFrameRate, FRAME_MS } from "./frame-rate.ts";
import { press, type Action } from "./keys.ts";
import { Screen, type LendTerminal, type Views } from "./screen.tsx";
import { initialState, interrupt, reduce, type RunState } from "./state.ts";
import { suspendProcess } from "./suspend-process.ts";
import { asciiGlyphs, unicodeGlyphs, type ColourDepth } from "./theme.ts";
import type { View } from "./view.ts";

/** A run to look at: in this process, on another machine, or recorded; the dashboard cannot tell. */
export interface DashboardSource {
  /** From the first event on: replays first, then live. A completion without `finished` means that the run was interrupted. */
  readonly events$: Observable<TrainingEvent>;
  /** Absent for a viewer without the right to steer. */
  readonly command?: (command: Command) => void;
  /** Whether the run goes on when it is left, as one on a server does. Default false: a run that can be steered is stopped. */
  readonly goesOn?: boolean;
  /** Where the events come from, for the header: `this machine`, `ws://…`. */
  readonly label?: string;
  /**
   * How the connection fares, as `RemoteRun` of the client says it: while it is `lost`, or `connecting` again, the picture
   * is shown as an old one.
   */
  readonly status$?: Observable<string>;
}

export interface DashboardOptions {
  /** Where to draw. Default: the process's own. */
  readonly stdout?: NodeJS.WriteStream;
  /** Where keys come from; one that is no terminal is left alone. Default: the process's own. */
  readonly stdin?: NodeJS.ReadStream;
  /** The time in ms, only for clocks that tick between events. Default: `Date.now`. */
  readonly now?: () => number;
  /** Default: what the terminal says of itself, which heeds `NO_COLOR` and `FORCE_COLOR`. */
  readonly colour?: boolean;
  /** Draws with ASCII only, for terminals and fonts without braille. Default false. */
  readonly ascii?: boolean;
  /** The pace the run was started with, which `<` and `>` change; 0 is as fast as it goes. Default 0. */
  readonly epochsPerSecond?: number;
  /** What Ctrl-Z does once the terminal is as it was; the picture comes back when it is over. Default: stops the process until `fg`. */
  readonly suspend?: () => void | Promise<void>;
}

export interface DashboardOutcome {
  /** `q`, Ctrl-C, or closed by the caller. */
  readonly by: "quit" | "interrupt" | "end";
  /** The run as it was last heard of: `summarize` puts it in words. */
  readonly state: RunState;
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

/** Shows the run from its first event on. What happens to an unfinished run afterwards is for the caller to decide. */
export function showDashboard(source: DashboardSource, options: DashboardOptions = {}): Dashboard {
  const { stdout = process.stdout, stdin = process.stdin, now = Date.now, colour, ascii = false } = options;
  const { suspend = suspendProcess } = options;
  const { promise, resolve, reject } = Promise.withResolvers<DashboardOutcome>();
  const subscriptions = new Subscription();
  const listeners = new Set<() => void>();
  let latestEventAt = now();
  let newest = initialState();
  let isLeaving = false;
  let view: View = {
    state: newest,
    glyphs: ascii ? asciiGlyphs : unicodeGlyphs,
    canSteer: source.command !== undefined,
    goesOn: source.goesOn ?? false,
    learningRate: undefined,
    epochsPerSecond: options.epochsPerSecond,
    lossScale: undefined,
    sinceLastEventMs: 0,
    label: source.label,
    status: undefined,
    isHelpShown: false,
  };

  const views: Views = {
    current: () => view,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };

  function change(changes: Partial<View>): void {
    view = { ...view, ...changes };
    for (const listener of listeners) listener();
  }

  /** An answer to a command is the truth about what it set; until then, what was asked for is the best guess. */
  function follow(state: RunState): void {
    latestEventAt = now();
    const isAnswered = state.news.at(-1) !== view.state.news.at(-1);
    change({
      state,
      sinceLastEventMs: 0,
      learningRate: isAnswered || view.learningRate === undefined ? state.learningRate : view.learningRate,
      epochsPerSecond: isAnswered ? (state.epochsPerSecond ?? options.epochsPerSecond) : view.epochsPerSecond,
    });
  }

  function act(action: Action, lend: LendTerminal): void {
    switch (action.type) {
      case "command": {
        const { command } = action;
        if (command.type === "set") {
          const { learningRate = view.learningRate, epochsPerSecond = view.epochsPerSecond } = command;
          change({ learningRate, epochsPerSecond });
        }
        source.command?.(command);
        return;
      }
      case "lossScale":
        change({ lossScale: action.scale });
        return;
      case "suspend":
        lend(suspend).catch(fail);
        return;
      case "help":
        change({ isHelpShown: !view.isHelpShown });
        return;
      case "quit":
      case "interrupt":
        leave(action.type);
        return;
    }
  }

  const ink = render(
    <Screen
      views={views}
      depth={colourDepth(stdout, colour)}
      onKey={
        isTerminal(stdin)
          ? (input, lend) => {
              const action = press(input, view);
              if (action) act(action, lend);
            }
          : undefined
      }
    />,
    {
      stdout,
      stdin,
      alternateScreen: true,
      exitOnCtrlC: false,
      incrementalRendering: true,
      // The caller has decided that there is somebody to look.
      interactive: stdout.isTTY === true,
      isScreenReaderEnabled: false,
      // A stray print would tear the picture, but only where it goes to the same screen.
      patchConsole: stdout === process.stdout,
      maxFps: Math.ceil(1000 / FRAME_MS),
    },
  );

  function leave(by: DashboardOutcome["by"]): void {
    unmount(() => resolve({ by, state: newest }));
  }

  function unmount(afterwards: () => void): void {
    if (isLeaving) return;
    isLeaving = true;
    subscriptions.unsubscribe();
    void ink.waitUntilExit().then(afterwards, reject);
    ink.unmount();
  }

  const fail = (error: unknown) => unmount(() => reject(error));
  // A defect while drawing ends Ink by itself.
  void ink.waitUntilExit().then(() => leave("end"), fail);

  const ending$ = defer(() => (newest.finished || view.status === "ended" ? EMPTY : of(interrupt(newest))));
  const states$ = concat(source.events$.pipe(scan(reduce, newest)), ending$).pipe(
    tap((state) => {
      newest = state;
    }),
  );
  subscriptions.add(states$.pipe(atFrameRate()).subscribe({ next: follow, error: fail }));
  subscriptions.add(source.status$?.subscribe({ next: (status) => change({ status }), error: fail }));
  subscriptions.add(
    interval(1000).subscribe(() => {
      if (view.state.phase === "running") change({ sinceLastEventMs: now() - latestEventAt });
    }),
  );
  return { finished: promise, close: () => leave("end") };
}

function colourDepth(stdout: NodeJS.WriteStream, colour: boolean | undefined): ColourDepth {
  const bits = isWriteTerminal(stdout) ? stdout.getColorDepth() : 1;
  if (!(colour ?? bits > 1)) return "none";
  return bits >= 8 ? "256" : "16";
}

function isWriteTerminal(stream: NodeJS.WriteStream): stream is WriteStream {
  return stream.isTTY && typeof stream.getColorDepth === "function";
}

function isTerminal(stream: NodeJS.ReadStream): stream is ReadStream {
  return stream.isTTY === true;
}
