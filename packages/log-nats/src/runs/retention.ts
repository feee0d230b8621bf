/** Deletes runs as the retention rules say. Several processes may do this at a time. */
import { firstExpendable, type Retention } from "@epochal/log/engine";
import { createDeletion, type DeletionContext } from "./delete-run.ts";
import { STREAM } from "../connection/resources.ts";

/** @param now the time for ages of runs. */
export function createRetention(context: DeletionContext, now: () => number): (retention: Retention) => Promise<void> {
  const { jsm, catalogue, objects } = context;
  const { deleteRun, deleteOrphans } = createDeletion(context);

  async function usedBytes(): Promise<number> {
    const { state } = await jsm.streams.info(STREAM);
    return state.bytes + (await objects.usedBytes());
  }

  return async (retention) => {
    const next = async () => firstExpendable(catalogue.records(), retention, now(), await usedBytes());
    for (let run = await next(); run; run = await next()) await deleteRun(run.id);
    await deleteOrphans();
  };
}
