// The child's side of child.ts: replies to each request with the operation of its name, and exits with its parent.

/** @param {Record<string, (what: any) => unknown>} ops */
export function serveParent(ops) {
  const reply = async ({ op, ...what }) => {
    try {
      process.send({ value: (await ops[op](what)) ?? null });
    } catch (error) {
      process.send({ error: String(error?.stack ?? error) });
    }
  };
  process.on("message", (request) => void reply(request));
  process.on("disconnect", () => process.exit());
}

/** This process's usage: processor time of all threads in seconds, and resident memory in bytes. */
export function usage() {
  const { user, system } = process.cpuUsage();
  return { seconds: (user + system) / 1e6, bytes: process.memoryUsage().rss, at: performance.now() };
}

/** An epoch like those of trainings, with numbers of 17 digits. */
export function epochAt(i) {
  return { loss: 1 / (3 + i), learningRate: 0.01, gradientNorm: 7 / (11 + i) };
}

/** Calls `act` `count` times, `perSecond` times a second, and catches up when late. */
export async function pace(count, perSecond, act) {
  const startMs = performance.now();
  for (let done = 0; done < count;) {
    const wait = startMs + (1000 * (done + 1)) / perSecond - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    else act(done++);
  }
}
