/** The lines with which a server begins: where it is, and what can be done there. */
import type { Run } from "@epochal/stream";
import { tokenVariable } from "../options/token-options.ts";
import { commandName, logNote, type Terminal } from "../terminal.ts";

export function warnIfUnencrypted(url: string, terminal: Terminal): void {
  if (/^wss:|\/\/(127\.|localhost|\[::1\])/.test(url)) return;
  logNote(
    terminal,
    "tokens and events travel unencrypted: use --tls-cert and --tls-key, or a proxy with a certificate",
  );
}

/** Logs the server's address, and what shows it: the web page, and the command that watches it or starts a run. */
export function logAddress(
  url: string,
  run: Run | undefined,
  token: string | undefined,
  hasPage: boolean,
  terminal: Terminal,
): void {
  const what = run ? `${run.id} (${run.name})` : "runs that clients start,";
  logNote(terminal, `serving ${what} at ${url} (Ctrl-C stops)`);
  const [task, command] = run ? ["watch it", "watch"] : ["start a run", "start"];
  const isAnyAddress = /\/\/(0\.0\.0\.0|\[::\]):/.test(url);
  const reachable = isAnyAddress ? url.replace(/\/\/.*:/, "//ADDRESS:") : url;
  const fragment = token === undefined ? "" : "#token=…";
  if (hasPage) logNote(terminal, `in a browser: ${reachable.replace(/^ws/, "http")}/${fragment}`);
  const hint = `${task}: ${tokenVariable(token)}${commandName(terminal)} ${command} ${reachable}`;
  logNote(terminal, isAnyAddress ? `${hint} (ADDRESS is this machine's name or IP address)` : hint);
}
