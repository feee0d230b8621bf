/** Ctrl-Z: in raw mode a program must suspend itself. */
import { isInForeground } from "./is-in-foreground.ts";

/** A process that was not stopped by then has no shell that could stop it. */
const UNSTOPPED_MS = 100;
/** A shell that puts a running process into the foreground sends no signal. */
const POLL_MS = 200;

/**
 * Stops this process and its foreground process group, such as an `npm start` above, as the terminal would; resolves when it
 * continues in the foreground. While it is stopped no timer runs; in the background (`bg`) the training continues.
 */
export async function suspendProcess(): Promise<void> {
  await stopProcess();
  while (!isInForeground()) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
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
