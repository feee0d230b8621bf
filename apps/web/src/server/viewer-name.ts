/** The name that the viewer gives itself: all viewers see it beside its commands. It stays in this browser. */

const KEY = "epochal name";
const MAX_LENGTH = 64;

export function viewerName(storage: Pick<Storage, "getItem"> = localStorage): string | undefined {
  return storage.getItem(KEY) ?? undefined;
}

/** An empty name is none. */
export function setViewerName(name: string, storage: Pick<Storage, "setItem" | "removeItem"> = localStorage): void {
  const trimmed = name.trim().slice(0, MAX_LENGTH).toWellFormed();
  if (trimmed === "") storage.removeItem(KEY);
  else storage.setItem(KEY, trimmed);
}
