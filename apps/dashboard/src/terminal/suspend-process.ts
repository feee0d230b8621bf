/** Ctrl-Z: in raw mode a program must suspend itself. */

/** A process that was not stopped by then has no shell that could stop it. */
const UNSTOPPED_MS = 100;

/**
 * Stops this process and its foreground process group, such as an `npm start` above, as the terminal would; resolves when it
 * continues. While it is stopped no timer runs.
 */
export function suspendProcess(): Promise<void> {
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
