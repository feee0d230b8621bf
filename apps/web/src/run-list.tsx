/** The runs of the server, kept up to date. */
import { formatCount } from "@epochal/view";
import { useEffect, useState } from "preact/hooks";
import { fetchRuns, type RunInfo, type RunsReply } from "./server/fetch-runs.ts";
import { keepToken, runHref, type PageAddress } from "./server/page-address.ts";

/** How often the list is fetched, while the tab is visible. */
const REFRESH_MS = 2000;

export function RunList({ address }: { readonly address: PageAddress }) {
  const [token, setToken] = useState(address.token);
  const current = { ...address, token };
  const reply = useRuns(current);
  return (
    <main class="list">
      <h1>epochal</h1>
      {reply === undefined && <p class="quiet">asking the server …</p>}
      {reply?.kind === "failed" && <p role="alert">{reply.reason}; trying again …</p>}
      {reply?.kind === "locked" && <TokenForm isWrong={token !== undefined} onToken={setToken} />}
      {reply?.kind === "runs" && <RunTable address={current} runs={reply.runs} />}
    </main>
  );
}

function useRuns({ server, run, token }: PageAddress): RunsReply | undefined {
  const [reply, setReply] = useState<RunsReply>();
  useEffect(() => {
    let isOver = false;
    let timer: ReturnType<typeof setTimeout>;
    async function refresh(): Promise<void> {
      if (!document.hidden) {
        const next = await fetchRuns({ server, run, token });
        if (isOver) return;
        setReply(next);
      }
      timer = setTimeout(() => void refresh(), REFRESH_MS);
    }
    void refresh();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [server, run, token]);
  return reply;
}

function RunTable({ address, runs }: { readonly address: PageAddress; readonly runs: readonly RunInfo[] }) {
  if (runs.length === 0) return <p>No run yet: start one with “epochal start”.</p>;
  return (
    <table>
      <caption>
        {runs.length === 1 ? "One run" : `${formatCount(runs.length)} runs`} of this server, newest first
      </caption>
      <thead>
        <tr>
          <th scope="col">run</th>
          <th scope="col">status</th>
          <th scope="col">epochs</th>
          <th scope="col">started</th>
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => (
          <tr key={run.id}>
            <td>
              <a href={runHref(address, run.id)}>{run.name}</a> <span class="quiet">{run.id}</span>
            </td>
            <td>{statusText(run)}</td>
            <td>
              <progress value={run.epoch} max={Math.max(1, run.epochs)} aria-label={`${run.epoch} of ${run.epochs}`} />{" "}
              {run.epoch}/{run.epochs}
            </td>
            <td>{new Date(run.started).toLocaleString()}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function statusText({ status, reason }: RunInfo): string {
  return status === "finished" && reason !== undefined && reason !== "completed" ? reason : status;
}

interface TokenFormProps {
  /** Whether a token was given, and the server refused it. */
  readonly isWrong: boolean;
  readonly onToken: (token: string) => void;
}

/** Asks for the token, which stays in this tab. */
function TokenForm({ isWrong, onToken }: TokenFormProps) {
  const [typed, setTyped] = useState("");
  function submit(event: Event): void {
    event.preventDefault();
    keepToken(typed, sessionStorage);
    onToken(typed);
  }
  return (
    <form onSubmit={submit}>
      <p role={isWrong ? "alert" : undefined}>
        {isWrong ? "The server does not know this token." : "This server needs a token."} Its operator has it: the token
        of --token controls runs, that of --view-token only watches.
      </p>
      <label>
        token{" "}
        <input
          type="password"
          autocomplete="off"
          value={typed}
          onInput={({ currentTarget }) => setTyped(currentTarget.value)}
        />
      </label>{" "}
      <button type="submit" disabled={typed === ""}>
        open
      </button>
    </form>
  );
}
