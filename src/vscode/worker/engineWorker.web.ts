import type * as coach from '../../engine/coach.ts';
import { serveEngine } from './engineWorker.ts';
import type { FromWorker, ToWorker } from './protocol.ts';

type Bundle = (module: { exports: unknown }, exports: unknown, require: (name: string) => unknown) => void;

/** The part of a web worker's scope that is used here: the DOM's types are not loaded beside Node's. */
declare const self: {
  postMessage(message: FromWorker): void;
  onmessage: ((event: { readonly data: ToWorker }) => void) | null;
  importScripts(address: string): void;
  /** Where the host has put the bundles beside this one, by name; each leaves itself in `pipelineCoachBundle`. */
  readonly pipelineCoachBundles: Readonly<Record<string, string>>;
  readonly pipelineCoachBundle: Bundle;
};

const loaded = new Map<string, { exports: unknown }>();

/** What Node's function of that name does for the same bundles. */
function require(name: string): unknown {
  const known = loaded.get(name);
  if (known) return known.exports;
  const module = { exports: {} };
  self.importScripts(self.pipelineCoachBundles[name] ?? name);
  self.pipelineCoachBundle(module, module.exports, require);
  loaded.set(name, module);
  return module.exports;
}

const { createCoach } = require('./engine.js') as typeof coach;
const take = serveEngine({ post: (message) => self.postMessage(message), defer: (run) => setTimeout(run, 0), createCoach, disk: null });
self.onmessage = (event) => take(event.data);
