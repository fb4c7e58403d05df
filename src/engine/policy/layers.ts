import type { Layer } from '../model.ts';

/** Which layer a model belongs to. The same object for as long as it says the same. */
export interface Layering {
  /** @returns the layer that path and name say, or null where only the graph can tell. */
  layerOf(file: string, name: string): Layer | null;
}

const folders: Readonly<Record<string, Layer>> = { staging: 'staging', intermediate: 'intermediate', mart: 'mart', marts: 'mart' };
const prefixes: readonly (readonly [string, Layer])[] = [
  ['stg_', 'staging'],
  ['base_', 'staging'],
  ['int_', 'intermediate'],
  ['fct_', 'mart'],
  ['dim_', 'mart'],
];

/** @returns the layer that a model's folder (the innermost counts) or else its name says; null where only the graph can tell. */
export function layerOf(file: string, name: string): Layer | null {
  const byFolder = file
    .split('/')
    .slice(0, -1)
    .reverse()
    .map((folder) => folders[folder])
    .find((layer) => layer !== undefined);
  return byFolder ?? prefixes.find(([prefix]) => name.startsWith(prefix))?.[1] ?? null;
}
