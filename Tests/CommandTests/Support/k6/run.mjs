// Runs the script for k6 as k6 would, for as many iterations as the first argument says.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import execution from 'k6/execution';

const folder = dirname(dirname(fileURLToPath(import.meta.url)));
globalThis.__ENV = { ...process.env };
globalThis.open = (name) => readFileSync(join(folder, name), 'utf8');
const script = await import(pathToFileURL(join(folder, 'k6.mjs')).href);
if (script.options.scenarios.callbacks.executor !== 'constant-arrival-rate') process.exit(1);
script.setup?.();
for (let count = 0; count < Number(process.argv[2]); count += 1) {
  execution.scenario.iterationInTest = count;
  script.default();
}
