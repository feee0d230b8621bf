/** Rows of trainings, and everything that is larger than a message, in the object store. */
import { decompressData, type CompressedData } from "@epochal/log/engine";
import type { ObjectInfo } from "@nats-io/obj";
import type { Resources } from "../connection/resources.ts";
import { joinEncoded, readDamaged, splitEncoded } from "./message.ts";

export type Objects = ReturnType<typeof createObjects>;

/** Rows and appends have no more. */
const MAX_BYTES = 2 ** 31;

/** @param isUsed whether a run has rows with this hash. */
export function createObjects(
  { objects: store, jsm }: Pick<Resources, "objects" | "jsm">,
  isUsed: (hash: string) => boolean,
) {
  const nameOfRows = (hash: string) => `rows.${hash}`;

  async function get(name: string): Promise<Uint8Array> {
    const info = await store.info(name);
    if (!info || info.deleted) throw damaged(name, "is missing");
    if (info.options?.link || !(info.size <= MAX_BYTES)) throw damaged(name, "is not one of epochal");
    // The client would wait for ever for parts that are missing.
    if ((await countParts(info)) !== info.chunks) throw damaged(name, "lacks parts");
    try {
      return (await store.getBlob(name))!;
    } catch (error) {
      if (/corrupt|digest/.test((error as Error).message)) throw damaged(name, "has other bytes than were stored");
      throw error;
    }
  }

  const damaged = (name: string, what: string) =>
    new RangeError(`the object ${JSON.stringify(name)} ${what}: the store is damaged`);

  async function countParts({ bucket, nuid }: ObjectInfo): Promise<number> {
    const { state } = await jsm.streams.info(`OBJ_${bucket}`, { subjects_filter: `$O.${bucket}.C.${nuid}` });
    return Object.values(state.subjects ?? {}).reduce((sum, count) => sum + count, 0);
  }

  return {
    get,
    put: async (name: string, bytes: Uint8Array): Promise<void> => void (await store.putBlob({ name }, bytes)),
    /** Resolves to whether there was one. */
    async delete(name: string): Promise<boolean> {
      const info = await store.info(name);
      if (!info || info.deleted) return false;
      await store.delete(name);
      return true;
    },
    /** Stores rows, once for all runs with the same rows. */
    async putRows({ hash, json, numbers }: CompressedData): Promise<void> {
      const found = await store.info(nameOfRows(hash));
      const isWhole = found && !found.deleted && (await countParts(found)) === found.chunks;
      if (!isWhole) await store.putBlob({ name: nameOfRows(hash) }, joinEncoded([{ json, numbers }]));
    },
    async getRows(hash: string): Promise<object> {
      const bytes = await get(nameOfRows(hash));
      return readDamaged("rows", () => decompressData({ hash, ...splitEncoded(bytes)[0]! }));
    },
    /** Deletes rows that no run uses any more. */
    async deleteRows(hash: string): Promise<void> {
      if (!isUsed(hash)) await this.delete(nameOfRows(hash));
    },
    usedBytes: async (): Promise<number> => (await store.status()).size,
  };
}
