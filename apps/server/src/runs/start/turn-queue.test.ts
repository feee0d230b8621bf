import { expect, test } from "vitest";
import { createTurnQueue } from "./turn-queue.ts";

test("jobs run one after another, and the jobs of one client delay another client by a single one", async () => {
  const queue = createTurnQueue();
  const order: string[] = [];
  let [running, most] = [0, 0];
  const run = (client: string, job: string) =>
    queue.run(client, async () => {
      most = Math.max(most, ++running);
      await Promise.resolve();
      order.push(job);
      running -= 1;
      return job;
    });
  const jobs = [run("a", "a1"), run("a", "a2"), run("a", "a3"), run("b", "b1"), run("c", "c1"), run("b", "b2")];
  expect(await Promise.all(jobs)).toEqual(["a1", "a2", "a3", "b1", "c1", "b2"]);
  expect(order).toEqual(["a1", "b1", "c1", "a2", "b2", "a3"]);
  expect(most).toBe(1);
});

test("a job that fails rejects for its client alone", async () => {
  const queue = createTurnQueue();
  const failed = queue.run("a", () => Promise.reject(new Error("broken")));
  const next = queue.run("a", () => Promise.resolve("next"));
  await expect(failed).rejects.toThrow("broken");
  expect(await next).toBe("next");
});
