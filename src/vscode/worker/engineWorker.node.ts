import { parentPort } from 'node:worker_threads';
import { createCoach } from '../../engine/coach.ts';
import { nodeWorkspace } from '../../node/workspace.ts';
import { serveEngine } from './engineWorker.ts';

const port = parentPort;
if (port) {
  const take = serveEngine({ post: (message) => port.postMessage(message), defer: setImmediate, createCoach, disk: nodeWorkspace });
  port.on('message', take);
}
