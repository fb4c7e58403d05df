import { createCoach } from '../../engine/coach.ts';
import { serveEngine } from './engineWorker.ts';
import type { FromWorker, ToWorker } from './protocol.ts';

/** The part of a web worker's scope that is used here: the DOM's types are not loaded beside Node's. */
declare const self: {
  postMessage(message: FromWorker): void;
  onmessage: ((event: { readonly data: ToWorker }) => void) | null;
};

const take = serveEngine({ post: (message) => self.postMessage(message), defer: (run) => setTimeout(run, 0), createCoach, disk: null });
self.onmessage = (event) => take(event.data);
