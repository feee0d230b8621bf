/**
 * Many subscribers in one process: each reads all events from the first and ignores them. Arguments: the server's URL, the run's
 * id, the number of subscribers. Reports when all have received something, and exits with its parent.
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
          reject(new Error(`sockets: cannot watch ${run}: closed with ${code} ${reason}`));
        });
      }),
  ),
);
process.send!("ready");
process.on("disconnect", () => process.exit());
