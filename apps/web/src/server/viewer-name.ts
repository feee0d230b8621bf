/** The name that the viewer gives itself: all viewers see it beside its commands. It stays in this browser. */

const KEY = "epochal name";
const MAX_LENGTH = 64;

export function viewerName(): string | undefined {
  return localStorage.getItem(KEY) ?? undefined;
}

/** An empty name is none. */
export function setViewerName(name: string): void {
  const trimmed = name.trim().slice(0, MAX_LENGTH).toWellFormed();
  if (trimmed === "") localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, trimmed);
}
