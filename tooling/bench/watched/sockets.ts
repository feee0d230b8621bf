/**
 * Many subscribers in one process: each reads all it is told from the first event on, and does nothing with it. Arguments: the
 * server's URL, the run's id, how many. Says when all have been told something, and ends with its parent.
 */
const [url, run, count] = process.argv.slice(2) as [string, string, string];

await Promise.all(
  Array.from(
    { length: Number(count) },
    () =>
      new Promise<void>((resolve, reject) => {
        const socket = new WebSocket(`${url}/v1/watch/${run}`);
        socket.addEventListener("message", () => resolve());
        socket.addEventListener("close", ({ code, reason }) => {
          reject(new Error(`sockets: expected to watch ${run}, got ${code} ${reason}`));
        });
      }),
  ),
);
process.send!("ready");
process.on("disconnect", () => process.exit());
