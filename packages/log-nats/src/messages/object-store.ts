/** Rows of trainings, and everything that is larger than a message, in the object store. */
import { decompressData, type CompressedData } from "@epochal/log/engine";
import type { ObjectStore } from "@nats-io/obj";
import { joinEncoded, splitEncoded } from "./message.ts";

export type Objects = ReturnType<typeof createObjects>;

/** @param isUsed whether a run has rows with this hash. */
export function createObjects(store: ObjectStore, isUsed: (hash: string) => boolean) {
  const nameOfRows = (hash: string) => `rows.${hash}`;

  async function get(name: string): Promise<Uint8Array> {
    const bytes = await store.getBlob(name);
    if (bytes === null) throw new RangeError(`no object "${name}" in the bucket of objects: the store is damaged`);
    return bytes;
  }

  return {
    get,
    put: async (name: string, bytes: Uint8Array): Promise<void> => void (await store.putBlob({ name }, bytes)),
    async delete(name: string): Promise<void> {
      if (await store.info(name)) await store.delete(name);
    },
    /** Stores rows, once for all runs with the same rows. */
    async putRows({ hash, json, numbers }: CompressedData): Promise<void> {
      const found = await store.info(nameOfRows(hash));
      if (!found || found.deleted) await store.putBlob({ name: nameOfRows(hash) }, joinEncoded([{ json, numbers }]));
    },
    async getRows(hash: string): Promise<object> {
      const [encoded] = splitEncoded(await get(nameOfRows(hash)));
      return decompressData({ hash, ...encoded! });
    },
    /** Deletes rows that no run uses any more. */
    async deleteRows(hash: string): Promise<void> {
      if (!isUsed(hash)) await this.delete(nameOfRows(hash));
    },
    usedBytes: async (): Promise<number> => (await store.status()).size,
  };
}
