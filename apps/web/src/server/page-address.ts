/** The address of the page: it names the server, the run and the token. */

export interface PageAddress {
  /** The server, such as `http://localhost:8080` or `https://host/path`; without a slash at the end. */
  readonly server: string;
  /** The run to show; undefined: the list of all. */
  readonly run: string | undefined;
  readonly token: string | undefined;
}

/**
 * How a run is shown: with everything, as three large panels for a projector, or as one panel in a page of others:
 * `?view=projector`, `?view=embed&panel=fit`.
 */
export interface Layout {
  readonly view: "all" | "projector" | "embed";
  /** The panels of a projector or an embedded page. */
  readonly panels: readonly string[];
}

const PROJECTED = ["loss", "fit", "network"];

/** @param known the panels that there are. */
export function resolveLayout(search: string, known: readonly string[]): Layout {
  const parameters = new URLSearchParams(search);
  const named = parameters.getAll("panel").filter((panel) => known.includes(panel));
  const view = parameters.get("view");
  if (view === "projector") return { view, panels: named.length > 0 ? named : PROJECTED };
  if (view === "embed") return { view, panels: [named[0] ?? "loss"] };
  return { view: "all", panels: known };
}

const TRAIN = /\/train\/?$/;
const RUN = /\/run\/([^/]+)\/?$/;
const TOKEN_KEY = "epochal token";

/**
 * Reads the address. A token comes in its fragment, `#token=…`, which browsers send nowhere; it is moved to the storage of the tab.
 */
export function resolveAddress(
  { origin, pathname, search, hash }: Pick<Location, "origin" | "pathname" | "search" | "hash">,
  storage: Pick<Storage, "getItem" | "setItem">,
  history: Pick<History, "replaceState">,
): PageAddress {
  const given = new URLSearchParams(hash.slice(1)).get("token");
  if (given !== null) {
    storage.setItem(TOKEN_KEY, given);
    history.replaceState(undefined, "", pathname + search);
  }
  const run = RUN.exec(pathname);
  const base = (run ? pathname.slice(0, run.index) : pathname.replace(TRAIN, "/")).replace(/\/+$/, "");
  return {
    server: origin + base,
    run: run?.[1] === undefined ? undefined : decode(run[1]),
    token: storage.getItem(TOKEN_KEY) ?? undefined,
  };
}

/** A link may have a % that escapes nothing: then there is no such run, which the server says. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function runHref({ server }: PageAddress, id: string): string {
  return `${server}/run/${encodeURIComponent(id)}`;
}

/** Keeps a token that the viewer has typed, for this tab. */
export function keepToken(token: string, storage: Pick<Storage, "setItem">): void {
  storage.setItem(TOKEN_KEY, token);
}
