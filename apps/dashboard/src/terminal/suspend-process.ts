/** Ctrl-Z: in raw mode a program must suspend itself. */
import { isatty } from "node:tty";
import { hasTerminal, isInForeground } from "./is-in-foreground.ts";

/** A process that was not stopped by then has no shell that could stop it. */
const UNSTOPPED_MS = 100;
/** A shell that puts a running process into the foreground sends no signal. */
const POLL_MS = 200;

/**
 * Stops this process and its foreground process group, such as an `npm start` above, as the terminal would; resolves when it
 * continues in the foreground. While it is stopped no timer runs; in the background (`bg`) the training continues. If its terminal is
 * lost meanwhile, it gets a SIGHUP, and the promise stays pending.
 */
export async function suspendProcess(): Promise<void> {
  // The loop that has read the key of this suspension asks for the next one first.
  await new Promise((resolve) => setImmediate(resolve));
  const continueReading = stopReading();
  const hadTerminal = hasTerminal();
  await stopProcess();
  while (!isInForeground()) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  // A shell that has exited does not always send this signal to its jobs. Nothing is drawn on the terminal of others.
  if (hadTerminal && !hasTerminal() && process.kill(process.pid, "SIGHUP")) await new Promise(() => {});
  continueReading();
}

/** The part of a stream that reads the terminal. */
interface ReadHandle {
  readonly reading?: boolean;
  readStop?(): void;
  readStart?(): void;
}

/**
 * Node reads the terminal even if the program has no listener. In the background the system would then stop the process (SIGTTIN)
 * at the next key. Returns a function that reads again.
 */
function stopReading(): () => void {
  if (!isatty(0)) return () => {};
  const { _handle: handle } = process.stdin as { readonly _handle?: ReadHandle };
  if (handle?.reading !== true) return () => {};
  handle.readStop?.();
  return () => handle.readStart?.();
}

function stopProcess(): Promise<void> {
  // Windows has no such signal.
  if (process.platform === "win32") return Promise.resolve();
  return new Promise((resolve) => {
    const onContinue = () => {
      clearTimeout(timer);
      process.off("SIGCONT", onContinue);
      resolve();
    };
    const timer = setTimeout(onContinue, UNSTOPPED_MS);
    process.on("SIGCONT", onContinue);
    process.kill(0, "SIGTSTP");
  });
}
