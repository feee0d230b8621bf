/** Shows the page that the address names. Each loads only its own scripts. */
import { render } from "preact";
import { routeOf } from "./route.ts";
import { resolveAddress } from "./server/page-address.ts";

const address = resolveAddress(location, sessionStorage, history);
const page = document.getElementById("page")!;
const isServed = document.documentElement.dataset["server"] !== undefined;
switch (routeOf(location, address, isServed)) {
  case "list": {
    const { RunList } = await import("./run-list.tsx");
    render(<RunList address={address} />, page);
    break;
  }
  case "run": {
    const { RunPage } = await import("./run-page.tsx");
    render(<RunPage address={address} id={address.run!} />, page);
    break;
  }
  case "train":
  case "lesson": {
    const { TrainPage } = await import("./train/train-page.tsx");
    render(<TrainPage fragment={location.hash.slice(1)} home={isServed ? `${address.server}/` : "./"} />, page);
  }
}
