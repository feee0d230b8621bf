// A child's side of child.ts: answers each question by the function of its name, and ends with its parent.

/** @param {Record<string, (what: any) => unknown>} ops */
export function answerParent(ops) {
  const answer = async ({ op, ...what }) => {
    try {
      process.send({ value: (await ops[op](what)) ?? null });
    } catch (error) {
      process.send({ error: String(error?.stack ?? error) });
    }
  };
  process.on("message", (question) => void answer(question));
  process.on("disconnect", () => process.exit());
}

/** Of this process: processor time of all its threads in seconds, and memory in bytes. */
export function usage() {
  const { user, system } = process.cpuUsage();
  return { seconds: (user + system) / 1e6, bytes: process.memoryUsage().rss, at: performance.now() };
}

/** An epoch as trainings tell them: numbers of 17 digits. */
export function epochAt(i) {
  return { loss: 1 / (3 + i), learningRate: 0.01, gradientNorm: 7 / (11 + i) };
}

/** Calls back `count` times, `perSecond` in a second, and catches up when it is late. */
export async function pace(count, perSecond, act) {
  const began = performance.now();
  for (let done = 0; done < count;) {
    const wait = began + (1000 * (done + 1)) / perSecond - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    else act(done++);
  }
}
