import { render, type Translate, t } from '../../engine/l10n.ts';
import type { LinkView, NeighbourView, ResourceView } from '../../engine/views.ts';
import { neighbourLink } from './checklistView.ts';

/** More would be a list: the rest of a column is folded. */
export const mostNodes = 8;

/** Dashboards that are shown however many others read the resource. */
const dashboardsKept = 3;

/** One box. `link` is what a click opens; null for the resource itself and for a fold, whose click lists `folded` (keys). */
export interface PictureNode {
  readonly id: string;
  readonly name: string;
  readonly detail: string;
  readonly link: LinkView | null;
  readonly folded: readonly string[];
  readonly conditional: boolean;
}

/** Boxes under a title that counts all of them, also those that are folded. */
export interface PictureGroup {
  readonly title: string;
  readonly nodes: readonly PictureNode[];
}

/** A resource between what feeds it and what it feeds: three columns of groups, and what may be missing. */
export interface PictureView {
  readonly title: string;
  readonly columns: readonly (readonly PictureGroup[])[];
  readonly note: string | null;
}

/** @returns the picture of a resource, or null where nothing in the workspace feeds, reads or runs it. */
export function pictureOf(resource: ResourceView, translate: Translate): PictureView | null {
  const { upstream, consumers, runBy, hiddenUpstream } = resource;
  if (upstream.length + consumers.length + runBy.length === 0) return null;
  const group = (title: string, all: readonly NeighbourView[], most: number): PictureGroup[] =>
    all.length === 0 ? [] : [{ title: `${title} (${all.length})`, nodes: foldedTo(all, most, translate) }];
  const dashboards = consumers.filter(({ dashboard }) => dashboard);
  const others = consumers.filter(({ dashboard }) => !dashboard);
  const forDashboards = Math.min(dashboards.length, Math.max(dashboardsKept, mostNodes - others.length));
  return {
    title: translate('What feeds it, and what it feeds'),
    columns: [
      group(translate('Reads from'), upstream, mostNodes),
      [{ title: '', nodes: [itself(resource)] }, ...group(translate('Run by'), runBy, mostNodes - 1)],
      [...group(translate('Read by'), others, mostNodes - forDashboards), ...group(translate('Dashboards'), dashboards, forDashboards)],
    ],
    note: hiddenUpstream === null ? null : render(t('It may read more: {0}', hiddenUpstream), translate),
  };
}

function itself({ name, kind, owners }: ResourceView): PictureNode {
  return { id: 'itself', name, detail: detailOf(kind, owners), link: null, folded: [], conditional: false };
}

/** Owners first: where a box is narrow, the kind is cut off before them. */
function detailOf(kind: string, owners: readonly string[]): string {
  return [owners.join(', '), kind.replaceAll('_', ' ')].filter((part) => part !== '').join(' · ');
}

/** The first ones as they are; the others folded, those of the owner who has most of them apart where there is room. */
function foldedTo(all: readonly NeighbourView[], most: number, translate: Translate): PictureNode[] {
  if (all.length <= most) return all.map((one) => nodeOf(one, translate));
  const rest = all.slice(most - 1);
  const [largest] = byOwner(rest);
  const apart = most > 4 && largest && largest[1].length > 1 && largest[1].length < rest.length;
  if (!apart) return [...all.slice(0, most - 1).map((one) => nodeOf(one, translate)), fold(rest, ownersOf(rest), translate)];
  const [owner] = largest;
  const hidden = all.slice(most - 2);
  const theirs = hidden.filter((one) => ownerOf(one) === owner);
  const others = hidden.filter((one) => ownerOf(one) !== owner);
  return [
    ...all.slice(0, most - 2).map((one) => nodeOf(one, translate)),
    fold(theirs, owner || translate('nobody is named'), translate),
    fold(others, ownersOf(others), translate),
  ];
}

function nodeOf(neighbour: NeighbourView, translate: Translate): PictureNode {
  const { key, name, kind, owners, conditional } = neighbour;
  const detail = conditional ? `${detailOf(kind, owners)} · ${translate('only under a condition')}` : detailOf(kind, owners);
  return { id: key, name, detail, link: neighbourLink(neighbour), folded: [], conditional };
}

function fold(all: readonly NeighbourView[], detail: string, translate: Translate): PictureNode {
  const folded = all.map(({ key }) => key);
  return { id: `fold-${folded[0]}`, name: render(t('{0} more', all.length), translate), detail, link: null, folded, conditional: false };
}

function byOwner(all: readonly NeighbourView[]): [string, NeighbourView[]][] {
  const groups = new Map<string, NeighbourView[]>();
  for (const one of all) groups.set(ownerOf(one), [...(groups.get(ownerOf(one)) ?? []), one]);
  return [...groups].sort((a, b) => b[1].length - a[1].length);
}

function ownerOf({ owners }: NeighbourView): string {
  return owners.join(', ');
}

/** Two owners by name; of more the number would say nothing. */
function ownersOf(all: readonly NeighbourView[]): string {
  const owners = byOwner(all).flatMap(([owner]) => owner || []);
  return owners.length > 2 ? `${owners.slice(0, 2).join(', ')}, …` : owners.join(', ');
}
