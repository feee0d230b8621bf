/** One run of the server: what is learned, how well, and the means to control it. */
import { Header } from "./header.tsx";
import { RunView } from "./run-view.tsx";
import type { PageAddress } from "./server/page-address.ts";
import { remoteSources } from "./server/remote-source.ts";
import { useSession } from "./use-session.ts";

interface RunPageProps {
  readonly address: PageAddress;
  readonly id: string;
}

export function RunPage({ address, id }: RunPageProps) {
  const home = `${address.server}/`;
  const leave = () => location.assign(home);
  const shown = useSession(() => remoteSources(address, id), leave);
  return (
    <main class="run">
      <Header view={shown.view} home={home} />
      <RunView {...shown} />
    </main>
  );
}
