/** One run of the server: what is learned, how well, and the means to control it. */
import { useEffect, useMemo, useState } from "preact/hooks";
import { Header } from "./header.tsx";
import { panels } from "./panels/index.ts";
import { RunView } from "./run-view.tsx";
import { resolveLayout, type PageAddress } from "./server/page-address.ts";
import { remoteSources } from "./server/remote-source.ts";
import { useSession } from "./use-session.ts";
import { ViewerName } from "./viewer-name.tsx";

interface RunPageProps {
  readonly address: PageAddress;
  readonly id: string;
}

export function RunPage({ address, id }: RunPageProps) {
  const home = `${address.server}/`;
  const layout = useMemo(() => resolveLayout(location.search, Object.keys(panels)), []);
  const sources = useMemo(() => remoteSources(address, id), []);
  const shown = useSession(
    () => sources,
    () => location.assign(home),
  );
  const [viewers, setViewers] = useState<number>();
  useEffect(() => {
    const subscription = sources.viewers$.subscribe(setViewers);
    return () => subscription.unsubscribe();
  }, [sources]);
  return (
    <main class={`run ${layout.view}`}>
      <Header view={shown.view} home={layout.view === "embed" ? undefined : home}>
        {viewers !== undefined && <span class="quiet">{viewers === 1 ? "1 viewer" : `${viewers} viewers`}</span>}
        {layout.view === "all" && shown.view.canControl && <ViewerName />}
      </Header>
      <RunView {...shown} layout={layout} />
    </main>
  );
}
