/** Shows the page: the runs of the server, or one of them. */
import { render } from "preact";
import { App } from "./app.tsx";
import { resolveAddress } from "./server/page-address.ts";

render(<App address={resolveAddress(location, sessionStorage, history)} />, document.getElementById("page")!);
