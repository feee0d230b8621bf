/** Ctrl-Z, which the terminal leaves to whoever reads its keys one by one. */

/** A process that has not been stopped by then will not be: its shell, if it has one, cannot stop programs. */
const UNSTOPPED_MS = 100;

/**
 * Stops this process, and the others that run in the foreground with it (such as an `npm start` above), as the terminal
 * would have done; resolves once it goes on. While it is stopped no timer runs.
 */
export function suspendProcess(): Promise<void> {
  // There is no such thing on Windows.
  if (process.platform === "win32") return Promise.resolve();
  return new Promise((resolve) => {
    const goOn = () => {
      clearTimeout(timer);
      process.off("SIGCONT", goOn);
      resolve();
    };
    const timer = setTimeout(goOn, UNSTOPPED_MS);
    process.on("SIGCONT", goOn);
    process.kill(0, "SIGTSTP");
  });
}
