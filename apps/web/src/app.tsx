import { RunList } from "./run-list.tsx";
import { RunPage } from "./run-page.tsx";
import type { PageAddress } from "./server/page-address.ts";

export function App({ address }: { readonly address: PageAddress }) {
  return address.run === undefined ? <RunList address={address} /> : <RunPage address={address} id={address.run} />;
}
