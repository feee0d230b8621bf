/** Runs jobs one after another, so that together they need the memory of one. Clients take turns. */

export interface TurnQueue {
  /**
   * Resolves or rejects as the job does, which starts when its turn has come. The slow jobs of one client delay another client by
   * at most one of them.
   *
   * @param client identifies the client.
   */
  run<Result>(client: unknown, job: () => Promise<Result>): Promise<Result>;
}

export function createTurnQueue(): TurnQueue {
  /** The jobs that wait, and the current one, by client; the client at the front is next. */
  const waiting = new Map<unknown, (() => Promise<void>)[]>();
  let isBusy = false;

  async function runAll(): Promise<void> {
    if (isBusy) return;
    isBusy = true;
    for (let [next] = waiting; next; [next] = waiting) {
      const [client, jobs] = next;
      await jobs[0]!();
      jobs.shift();
      // To the back: behind the clients that came during this job.
      waiting.delete(client);
      if (jobs.length > 0) waiting.set(client, jobs);
    }
    isBusy = false;
  }

  return {
    run(client, job) {
      return new Promise((resolve, reject) => {
        const next = () => job().then(resolve, reject);
        const jobs = waiting.get(client);
        if (jobs) jobs.push(next);
        else waiting.set(client, [next]);
        void runAll();
      });
    },
  };
}
