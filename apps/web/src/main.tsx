/** Shows the page: the runs of the server, or one of them. Each loads only its own scripts. */
import { render } from "preact";
import { resolveAddress } from "./server/page-address.ts";

const address = resolveAddress(location, sessionStorage, history);
const page = document.getElementById("page")!;
if (address.run === undefined) {
  const { RunList } = await import("./run-list.tsx");
  render(<RunList address={address} />, page);
} else {
  const { RunPage } = await import("./run-page.tsx");
  render(<RunPage address={address} id={address.run} />, page);
}
