/** The runs of the server, kept up to date. */
import { formatCount, formatNumber } from "@epochal/view";
import { useEffect, useRef, useState } from "preact/hooks";
import { fetchRunDetails, type RunDetails } from "./server/fetch-run-details.ts";
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
      <p>
        <a href={`${address.server}/train`}>train in this page</a>
      </p>
      {reply === undefined && <p class="quiet">asking the server …</p>}
      {reply?.kind === "failed" && <p role="alert">{reply.reason}; trying again …</p>}
      {reply?.kind === "locked" && <TokenForm isWrong={token !== undefined} onToken={setToken} />}
      {reply?.kind === "runs" && <RunTable address={current} {...reply} />}
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

interface RunTableProps {
  readonly address: PageAddress;
  readonly runs: readonly RunInfo[];
  readonly count: number;
}

function RunTable({ address, runs, count }: RunTableProps) {
  const details = useDetails(address, runs);
  if (runs.length === 0) return <p>No run yet: start one with “epochal start”.</p>;
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label="runs">
      <table>
        <caption>
          {count === 1 ? "One run" : `${formatCount(count)} runs`} of this server, newest first
          {count > runs.length && `: the newest ${formatCount(runs.length)}`}
        </caption>
        <thead>
          <tr>
            <th scope="col">run</th>
            <th scope="col">status</th>
            <th scope="col">epochs</th>
            <th scope="col">target</th>
            <th scope="col">best loss</th>
            <th scope="col">test score</th>
            <th scope="col">viewers</th>
            <th scope="col">started</th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <RunRow key={run.id} run={run} href={runHref(address, run.id)} details={details.get(run.id)} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RunRowProps {
  readonly run: RunInfo;
  readonly href: string;
  readonly details: RunDetails | undefined;
}

function RunRow({ run, href, details }: RunRowProps) {
  const { id, name, status, reason, epoch, epochs, started, viewers } = run;
  const { target, bestLoss, testScore } = details ?? {};
  const number = (value: number | undefined) => formatNumber(value).trim();
  return (
    <tr>
      <th scope="row">
        <a href={href}>{name}</a> <span class="quiet">{id}</span>
      </th>
      <td class={`status ${status}`}>
        {status === "finished" && reason !== undefined && reason !== "completed" ? reason : status}
      </td>
      <td>
        <progress value={epoch} max={Math.max(1, epochs)} aria-label={`${epoch} of ${epochs}`} /> {epoch}/{epochs}
      </td>
      <td>{target ?? "–"}</td>
      <td>{number(bestLoss)}</td>
      <td>{testScore === undefined ? "–" : `${testScore.name} ${number(testScore.value)}`}</td>
      <td>{viewers ?? "–"}</td>
      <td>{new Date(started).toLocaleString()}</td>
    </tr>
  );
}

/** The newest runs; the others would keep the server busy. */
const DETAILED = 20;

/** What the events of the runs say, read again when they have more. */
function useDetails(address: PageAddress, runs: readonly RunInfo[]): ReadonlyMap<string, RunDetails> {
  const [details, setDetails] = useState<ReadonlyMap<string, RunDetails>>(new Map());
  const readHeads = useRef(new Map<string, number>());
  useEffect(() => {
    for (const { id, head } of runs.slice(0, DETAILED)) {
      if (readHeads.current.get(id) === head || head === 0) continue;
      readHeads.current.set(id, head);
      void fetchRunDetails(address, id).then((found) => {
        if (found) setDetails((before) => new Map(before).set(id, found));
      });
    }
  }, [runs]);
  return details;
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
