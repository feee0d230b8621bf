import type { ListedRun } from "../hub.ts";
import { expect, test } from "vitest";
import { createRunResumer } from "./run-resumer.ts";

test("the interrupted runs that no other run continues are chosen, oldest first, with one look at the catalogue", async () => {
  const newestFirst = [
    { id: "e", status: "interrupted" },
    { id: "d", status: "interrupted", resumes: "b" },
    { id: "c", status: "finished" },
    { id: "b", status: "interrupted" },
    { id: "a", status: "interrupted" },
  ] as ListedRun[];
  let looks = 0;
  const resumed: string[] = [];
  const resumer = createRunResumer({
    hub: {
      runs() {
        looks += 1;
        return newestFirst;
      },
      state: () => undefined,
      setResuming: () => {},
    },
    registry: {
      resume: (id) => {
        resumed.push(id);
        return Promise.reject(new Error("only the order is of interest"));
      },
    },
    choose: () => ({}),
    onFailure: () => {},
  });
  resumer.choose();
  await resumer.resume();
  expect([looks, resumed]).toEqual([1, ["a", "d", "e"]]);
});
