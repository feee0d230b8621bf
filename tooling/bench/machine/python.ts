/** The Python that has most of the peers installed. */
import { spawnSync } from "node:child_process";

const modules = ["numpy", "sklearn", "torch"];

/** `PYTHON` if set; otherwise the one on the path, or the system's if that has more of the modules. */
export const python =
  process.env["PYTHON"] ?? ["python3", "/usr/bin/python3"].toSorted((a, b) => countModules(b) - countModules(a))[0]!;

function countModules(command: string): number {
  const script = `import importlib.util as u; print(sum(u.find_spec(m) is not None for m in ${JSON.stringify(modules)}))`;
  return Number(spawnSync(command, ["-c", script], { encoding: "utf8" }).stdout ?? 0);
}
