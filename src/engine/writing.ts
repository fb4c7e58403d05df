import type { WantedAnswer } from './answerMany.ts';
import type { Translate } from './l10n.ts';
import { render } from './l10n.ts';
import { lateParts } from './lateParts.ts';
import type { NewEntry } from './linked.ts';
import type { Content, FixKey, Place, Resource, YamlStep } from './model.ts';
import { hasLeft } from './policy/roster.ts';
import { failureTold } from './questions/failureTold.ts';
import { ownerNamed } from './questions/ownerNamed.ts';
import type { Reading } from './reading.ts';
import type { Revisions } from './revisions.ts';
import { placeView, spotViews } from './show.ts';
import type { Team } from './team/team.ts';
import { teamFileFor, teamFiles } from './team/teamFiles.ts';
import type { Decision, DecisionKind, EditResult, ManyEdits, NewPipeline, PipelineKind, PlaceView } from './views.ts';
import { contentOf } from './writers/content.ts';
import { cannotRead } from './writers/draft.ts';

/** What can be said to a question, and the edits that say it. Nothing is written here: whoever asked applies the edits. */
export interface Writing {
  /** Where an answer to a question can be written for a resource, best first. */
  places(key: string, question: string): readonly PlaceView[];
  /**
   * Values that others wrote as answers to a question, most used first, without placeholders. For an owner those of groups and of
   * the roster follow, and where a resource is given whom CODEOWNERS names for its file; for a channel those of the roster.
   */
  values(question: string, key?: string): readonly string[];
  /** The names of groups that dbt resources can join. */
  groups(): readonly string[];
  /** Computes the edits of an answer from the texts as they are now. */
  edits(key: string, question: string, place: string, value: string): Promise<EditResult>;
  /** The edits of many answers together; what stands in one place is written once. While it runs, the coach knows the texts as they will be. */
  editsOfMany(wanted: readonly WantedAnswer[]): Promise<ManyEdits>;
  /** The edits that put another name wherever one stands as owner (`owner-named`) or as channel (`failure-told`). */
  rename(question: string, was: string, value: string): Promise<ManyEdits>;
  /** Where a team can say something else to a question than an answer, best first. */
  decisionPlaces(key: string, question: string, how: DecisionKind): Promise<readonly PlaceView[]>;
  /** Computes the edits that write a decision. */
  decide(key: string, question: string, place: string, decision: Decision): Promise<EditResult>;
  /** Where a new pipeline would be written, and what it would be written like. */
  newPipeline(kind: PipelineKind, folder: string, name: string): Promise<NewPipeline>;
  /** Puts an entry into a properties file, or into a new one. */
  entryEdits(file: string, path: readonly YamlStep[], content: Content): Promise<EditResult>;
}

/** What writing needs of the coach. */
interface Surroundings {
  readonly reading: Reading;
  readonly revisions: Revisions;
  readonly translate: Translate;
  readonly today: string;
  /** The tops of the workspace: no team file above them counts. */
  readonly tops: readonly string[];
  /** The text of an open editor. */
  readonly opened: ReadonlyMap<string, string>;
  /** Reads what is wanted again, and outdates the revision. */
  readonly settle: () => Promise<void>;
}

/** Edits are computed from the texts as they are when they are asked for. */
export function createWriting({ reading, revisions, translate, today, tops, opened, settle }: Surroundings): Writing {
  const { current } = revisions;
  const find = (keyOrId: string): Resource | undefined => current().find(keyOrId);

  function placesOf(key: string, question: string): readonly Place[] {
    const resource = find(key);
    const fix = resource && current().asking.question(question, resource)?.fix;
    if (!resource || !fix?.key) return [];
    const linked = current().graph.linkedOf(resource);
    const places = [fix.key, ...(fix.others ?? [])].map((one) => linked.places(resource, one));
    const { policy } = current().team.rulesFor(resource.anchor.file);
    const isNobody = ({ target }: Place) => target.writer === 'join' && policy.isPlaceholder(target.owner, resource.name);
    return places.find((found) => found.length > 0)?.filter((place) => !isNobody(place)) ?? [];
  }

  function placesToDecide(key: string, question: string, how: DecisionKind): readonly Place[] {
    const { decisionPlaces, decisionSource } = lateParts();
    const resource = find(key);
    if (!resource) return [];
    const { graph, team } = current();
    const teamFile = teamFileFor(reading.filesFor(teamFiles), resource.anchor.file, tops);
    return decisionPlaces(how, decisionSource(resource, question, teamFile, graph, team));
  }

  /** Computed from the texts as they are now: the file of the place is read again, and the place found again. */
  async function editsAt(id: string, places: () => readonly Place[], content: (place: Place) => Content): Promise<EditResult> {
    const { write } = lateParts();
    const before = places().find((candidate) => candidate.id === id);
    if (!before) return { refused: translate('there is no such place to write it') };
    reading.forget(before.file);
    await settle();
    const now = places().find((candidate) => candidate.id === id);
    if (!now) return { refused: translate('the file has changed, and the place is gone') };
    const text = now.creates ? null : await reading.text(now.file);
    if (text === null && !now.creates) return { refused: render(cannotRead(now.file), translate) };
    const result = write(now.file, text, now.target, content(now));
    return 'refused' in result ? { refused: render(result.refused, translate) } : result;
  }

  async function lay(texts: ReadonlyMap<string, string | null>): Promise<void> {
    for (const [file, text] of texts) reading.setOpen(file, text ?? opened.get(file) ?? null);
    await settle();
  }

  /** What dbt_project.yml answers for a neighbour of the same folder holds for a new model too. */
  function givenByFolder({ file }: Exclude<NewEntry, { readonly refused: unknown }>): FixKey[] {
    if (file === null) return [];
    const { graph, asking } = current();
    const folder = (path: string) => path.replace(/[^/]*$/, '');
    const keys = graph.resources
      .filter(({ anchor }) => folder(anchor.file) === folder(file))
      .flatMap((neighbour) =>
        asking
          .answers(neighbour)
          .filter(({ state, evidence }) => state === 'answered' && evidence[0]?.span.file.endsWith('dbt_project.yml'))
          .flatMap(({ id }) => asking.question(id, neighbour)?.fix.key ?? []),
      );
    return [...new Set(keys)];
  }

  return {
    places(key, question) {
      const written = placesOf(key, question).map((place) => placeView(place, translate));
      const resource = find(key);
      return written.length > 0 || !resource ? written : spotViews(resource, translate);
    },
    values(question, key) {
      const { graph, team, linked } = current();
      const given = team.questions.find(({ id }) => id === question)?.given;
      if (!given) return [];
      const values = graph.resources.flatMap((resource) =>
        given(graph.linkedOf(resource).facts(resource)).map((value) => ({ value, resource })),
      );
      const real = values.filter(({ value, resource }) => !team.rulesFor(resource.anchor.file).policy.isPlaceholder(value, resource.name));
      const used = mostUsedFirst(real.map(({ value }) => value));
      const resource = key === undefined ? undefined : find(key);
      const isOwner = question === ownerNamed.id;
      const ofGroups = isOwner ? linked.flatMap((one) => one.groups?.() ?? []).map(({ owner }) => owner) : [];
      const more = isOwner ? ownersToSuggest(team, resource) : question === failureTold.id ? channelsToSuggest(team, resource) : [];
      return [...new Set([...used, ...ofGroups.filter((owner) => owner !== ''), ...more])];
    },
    groups: () => [
      ...new Set(
        current()
          .linked.flatMap((one) => one.groups?.() ?? [])
          .map(({ name }) => name),
      ),
    ],
    edits: (key, question, place, value) =>
      editsAt(
        place,
        () => placesOf(key, question),
        ({ target }) => contentOf(target, value),
      ),
    async decisionPlaces(key, question, how) {
      return placesToDecide(key, question, how).map((place) => placeView(place, translate));
    },
    async decide(key, question, place, decision) {
      const resource = find(key);
      const taken = current().team.questions.map(({ id }) => id);
      const { decisionContent, decisionObjection } = lateParts();
      const objection = decisionObjection(decision, today);
      if (!resource || objection)
        return { refused: objection ? render(objection, translate) : translate('there is no such place to write it') };
      return editsAt(
        place,
        () => placesToDecide(key, question, decision.how),
        (now) => decisionContent(decision, now, resource, question, taken),
      );
    },
    async editsOfMany(wanted) {
      const { answerMany } = lateParts();
      const { edits, refused } = await answerMany({ places: placesOf, text: (file) => reading.text(file), lay }, wanted);
      return { edits, refused: refused.map(({ key, reason }) => ({ name: find(key)?.id ?? key, reason: render(reason, translate) })) };
    },
    async rename(question, was, value) {
      const { renameIn } = lateParts();
      const { graph } = current();
      const { edits, refused } = await renameIn(graph, question, was, value, (file) => reading.text(file));
      return { edits, refused: refused.map((one) => ({ ...one, reason: render(one.reason, translate) })) };
    },
    async newPipeline(kind, folder, name) {
      const { linked, graph } = current();
      if (kind === 'dag') {
        const [known] = graph.byId(`dag.${name}`);
        if (known) return { refused: translate('There is a {0} already, in {1}.', name, known.anchor.file) };
        const exemplar = linked.map((one) => one.exemplar?.(folder)).find((one) => one) ?? null;
        return { exemplar, exemplarText: (exemplar && (await reading.text(exemplar.file))) ?? '' };
      }
      const entry = linked.map((one) => one.newEntry?.(kind, folder, name)).find((one) => one);
      if (!entry || 'refused' in entry)
        return { refused: entry ? render(entry.refused, translate) : translate('There is no dbt project in this workspace.') };
      return { ...entry, given: givenByFolder(entry), siblingText: entry.sibling === null ? null : await reading.text(entry.sibling) };
    },
    async entryEdits(file, path, content) {
      const { write } = lateParts();
      const text = reading.has(file) ? await reading.text(file) : null;
      if (text === null && reading.has(file)) return { refused: render(cannotRead(file), translate) };
      const written = write(file, text, { writer: 'yaml', path, shape: 'value' }, content, { version: text === null, jinja: true });
      return 'refused' in written ? { refused: render(written.refused, translate) } : written;
    },
  };
}

/** Teams and people of the roster who are still here, and whom CODEOWNERS names for the file of a resource. */
function ownersToSuggest({ rulesFor, codeowners }: Team, resource: Resource | undefined): string[] {
  const { policy } = rulesFor(resource?.anchor.file ?? '');
  const members = policy.roster?.members.filter((member) => !hasLeft(member, policy.today)).map(({ name }) => name) ?? [];
  return [...members, ...(resource ? codeowners(resource.anchor.file) : [])];
}

/** Where the teams and people of the roster are reached. */
function channelsToSuggest({ rulesFor }: Team, resource: Resource | undefined): string[] {
  const { policy } = rulesFor(resource?.anchor.file ?? '');
  return policy.roster?.members.flatMap((member) => (hasLeft(member, policy.today) ? [] : (member.channel ?? []))) ?? [];
}

function mostUsedFirst(values: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([value]) => value);
}
