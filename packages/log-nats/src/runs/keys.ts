/** Idempotency keys: a request that is repeated with its key gets the same reply and has no second effect. */
import type { KeyRecord } from "@epochal/log";
import { checkId, isId } from "@epochal/log/engine";
import type { KvEntry } from "@nats-io/kv";
import { isWrongSequence } from "../connection/failures.ts";
import { STREAM, type Resources } from "../connection/resources.ts";
import { parseObject } from "../messages/parse-object.ts";
import { isPlain, toToken } from "../messages/tokens.ts";

/** A stored record. `pending`: the writer that is about to create the run of a start request. */
interface StoredKey extends Pick<KeyRecord, "request" | "reply"> {
  readonly pending?: string;
}

export type Keys = ReturnType<typeof createKeys>;

/** The number of newest records that are kept per owner, and after how many new ones of a process the older are deleted. */
const MAX_KEYS = 1024;
const PRUNE_EVERY = 256;
/** How often, and after which times, a request in progress is looked at again. */
const PENDING_CHECKS = 40;
const PENDING_MS = 50;
/** For requests that start runs. */
const NO_OWNER = "=";

/** @throws RangeError if epochal has not written it. */
function decodeKey(key: string, text: string): StoredKey {
  const { request, reply, pending } = parseObject(text) as StoredKey;
  const isValid =
    [request, reply, pending ?? ""].every((field) => typeof field === "string") &&
    (pending === undefined || isPlain(pending));
  if (!isValid) throw new RangeError(`${JSON.stringify(key)}: a key that is none: another program has written it`);
  return { request, reply, ...(pending !== undefined && { pending }) };
}

/** @param isAbandoned whether a pending request will never create its run. */
export function createKeys(
  { keys, jsm }: Pick<Resources, "keys" | "jsm">,
  isAbandoned: (writer: string, run: string) => Promise<boolean>,
) {
  /** New records of this process, by owner. */
  const added = new Map<string, number>();
  const ownerToken = (owner: string) => (owner === "" ? NO_OWNER : toToken(owner));
  const place = (owner: string, key: string) => `${ownerToken(owner)}.${toToken(key)}`;

  async function get(owner: string, key: string): Promise<KvEntry | undefined> {
    const entry = await keys.get(place(owner, key));
    return entry?.operation === "PUT" ? entry : undefined;
  }

  /** Keeps the newest messages with these subjects. */
  async function purge(owner: string, keep?: number): Promise<void> {
    const filter = `$KV.${STREAM}-keys.${ownerToken(owner)}.>`;
    await jsm.streams.purge(`KV_${STREAM}-keys`, { filter, ...(keep !== undefined && { keep }) });
  }

  async function prune(owner: string): Promise<void> {
    const count = (added.get(owner) ?? 0) + 1;
    added.set(owner, count);
    if (count % PRUNE_EVERY === 0) await purge(owner, MAX_KEYS);
  }

  return {
    /** @throws Error if another process is still about to do what was requested. */
    async find(owner: string, key: string): Promise<KeyRecord | undefined> {
      for (let attempts = PENDING_CHECKS; ; attempts--) {
        const entry = isId(key) ? await get(owner, key) : undefined;
        if (!entry) return undefined;
        const { request, reply, pending } = decodeKey(key, entry.string());
        if (pending === undefined) return { owner, key, request, reply };
        if (await isAbandoned(pending, reply)) {
          await keys.purge(place(owner, key), { previousSeq: entry.revision });
          return undefined;
        }
        if (attempts === 0) throw new Error(`log.findKey: the request "${key}" is in progress: ask again later`);
        await new Promise((resolve) => setTimeout(resolve, PENDING_MS));
      }
    },
    /**
     * Adds a record, unless there is one; resolves to that.
     * @param pending the writer that is about to do what was requested.
     * @throws RangeError for an invalid key.
     */
    async claim(
      { owner, key, request, reply }: KeyRecord,
      where: string,
      pending?: string,
    ): Promise<KeyRecord | undefined> {
      checkId(where, key, "a key");
      if (owner !== "") checkId(where, owner, "an id");
      const record: StoredKey = { request, reply, ...(pending !== undefined && { pending }) };
      for (;;) {
        const earlier = await this.find(owner, key);
        if (earlier) return earlier;
        try {
          await keys.create(place(owner, key), JSON.stringify(record));
          await prune(owner);
          return undefined;
        } catch (error) {
          // Another process has claimed it meanwhile.
          if (!isWrongSequence(error)) throw error;
        }
      }
    },
    /** The request of a pending record was done. */
    async complete({ owner, key, request, reply }: KeyRecord): Promise<void> {
      await keys.put(place(owner, key), JSON.stringify({ request, reply } satisfies StoredKey));
    },
    /** The request of a pending record was not done. */
    release: async ({ owner, key }: KeyRecord): Promise<void> => keys.purge(place(owner, key)),
    deleteAll: (owner: string): Promise<void> => purge(owner),
  };
}
