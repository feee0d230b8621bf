import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A folder outside of the workspace, with packages that plain npm has installed. */
export interface OutsideProject {
  readonly folder: string;
  write(file: string, text: string): void;
  /** Runs a program there; its output, or an error with everything that it has printed. */
  run(command: string, args: readonly string[], env?: Readonly<Record<string, string>>): string;
}

/** @param packages archives, or names with a version. Without any, nothing is installed. */
export function createOutsideProject(folder: string, packages: readonly string[]): OutsideProject {
  mkdirSync(folder, { recursive: true });
  const project: OutsideProject = {
    folder,
    write: (file, text) => writeFileSync(join(folder, file), text),
    run(command, args, env = {}) {
      const options = { cwd: folder, encoding: "utf8", env: { ...process.env, ...env }, timeout: 300_000 } as const;
      const { status, stdout, stderr, error } = spawnSync(command, args, options);
      if (status !== 0) throw new Error(`${command} ${args[0]}: ${error?.message ?? ""}${stdout}${stderr}`);
      return stdout.trim();
    },
  };
  project.write("package.json", JSON.stringify({ name: "outside", private: true, type: "module" }));
  const quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"];
  if (packages.length > 0) project.run("npm", ["install", ...quiet, ...packages]);
  return project;
}
