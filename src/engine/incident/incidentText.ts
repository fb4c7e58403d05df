import { type Message, render, type Translate, t, verbatim } from '../l10n.ts';
import type { IncidentForm, IncidentTexts } from '../views.ts';
import type { Incident, PromiseAtRisk, ToTell } from './incident.ts';
import { clockOf, timeLeft } from './promiseClock.ts';

/** Names that are listed of one owner, and promises that are named at all; the rest is counted. */
const namesListed = 5;
const promisesListed = 3;

/** One line of an update: what it is about, and what is said. */
interface Line {
  readonly title: Message;
  readonly text: Message;
}

/** How one kind of message marks its parts. */
interface Markup {
  readonly strong: (text: string) => string;
  readonly plain: (text: string) => string;
  readonly bullet: string;
}

/** Slack's own markup, which knows three escapes (https://api.slack.com/reference/surfaces/formatting). */
const slackMarkup: Markup = {
  strong: (text) => `*${text}*`,
  plain: (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
  bullet: '• ',
};
const plainMarkup: Markup = { strong: (text) => text, plain: (text) => text, bullet: '- ' };

/**
 * The first words on a failure, for a chat, a mail and a status page. `now` is in milliseconds since 1970, or null where
 * nothing is to be said about the time that is left. The page for the public names neither people nor addresses.
 */
export function incidentTexts(incident: Incident, form: IncidentForm, now: number | null, translate: Translate): IncidentTexts {
  const say = (message: Message) => render(message, translate);
  const down = form.down.trim() || incident.name;
  const known = linesOf(form);
  const atRisk = promiseLines(incident, now);
  const inside: Line[] = [...known, ...atRisk, ...runbookLine(incident)];
  const write = (lines: readonly Line[], markup: Markup) =>
    lines.map(({ title, text }) => `${markup.strong(`${say(title)}:`)} ${markup.plain(say(text))}`);
  const people = (markup: Markup) => incident.toTell.map((one) => `${markup.bullet}${markup.plain(say(personLine(one)))}`);
  const affected = (markup: Markup) =>
    incident.toTell.length === 0 ? [] : ['', markup.strong(`${say(t('Who uses it'))}:`), ...people(markup)];
  const headline = say(t('{0} is down', down));
  const purpose = incident.purpose === null ? [] : [firstSentence(incident.purpose)];
  const mails = [...new Set(incident.toTell.flatMap(({ owner, contacts }) => [...contacts, owner ?? '']))].filter(isMail);
  return {
    slack: joined([
      slackMarkup.strong(slackMarkup.plain(headline)),
      ...purpose.map(slackMarkup.plain),
      ...write(inside, slackMarkup),
      ...affected(slackMarkup),
    ]),
    mail: joined([
      ...(mails.length > 0 ? [say(t('To: {0}', mails.join(', ')))] : []),
      say(t('Subject: {0}', headline)),
      '',
      ...purpose,
      ...write(inside, plainMarkup),
      ...affected(plainMarkup),
    ]),
    status: joined([
      headline,
      '',
      ...write(
        [
          ...known.filter(({ title }) => title !== titles.doing),
          ...(incident.dashboards.length > 0 ? [{ title: t('Affected'), text: listed(incident.dashboards) }] : []),
        ],
        plainMarkup,
      ),
    ]),
  };
}

const titles = {
  since: t('Since'),
  known: t('What we know'),
  doing: t('What we are doing'),
  eta: t('Back by'),
  next: t('Next update'),
};

/** What somebody has to say is a visible gap where nobody has said it yet. */
function linesOf({ since, known, doing, eta, next }: IncidentForm): Line[] {
  const said = (text: string, otherwise: Message): Message => (text.trim() === '' ? otherwise : verbatim(text.trim()));
  return [
    { title: titles.since, text: said(since, t('not known yet')) },
    { title: titles.known, text: said(known, t('[what is seen, and what is not affected]')) },
    { title: titles.doing, text: said(doing, t('[who looks into it, and what comes next]')) },
    { title: titles.eta, text: said(eta, t('not known yet')) },
    { title: titles.next, text: said(next, t('[at what time]')) },
  ];
}

function runbookLine({ runbook }: Incident): Line[] {
  return runbook === null ? [] : [{ title: t('Runbook'), text: verbatim(runbook) }];
}

function promiseLines({ promises, name }: Incident, now: number | null): Line[] {
  const more = promises.length - promisesListed;
  const lines = promises.slice(0, promisesListed).map((promise) => ({
    title: promise.of === name ? t('Promised') : t('Promised by {0}', promise.of),
    text: promiseWords(promise, now),
  }));
  return more > 0 ? [...lines, { title: t('Promised'), text: t('{0} more of its consumers', more) }] : lines;
}

function promiseWords({ text }: PromiseAtRisk, now: number | null): Message {
  const clock = clockOf(text);
  if (clock === null || now === null) return verbatim(text);
  const { passed, left } = timeLeft(clock, now);
  if (passed === null) return t('{0} (in {1})', text, duration(left));
  return t('{0} (today’s was {1} ago, the next is in {2})', text, duration(passed), duration(left));
}

function duration(minutes: number): Message {
  const hours = Math.floor(minutes / 60);
  if (hours === 0) return t('{0} min', minutes);
  return minutes % 60 === 0 ? t('{0} h', hours) : t('{0} h {1} min', hours, minutes % 60);
}

function personLine({ owner, contacts, uses }: ToTell): Message {
  const who = owner === null ? t('nobody is named') : verbatim(owner);
  return contacts.length === 0 ? t('{0}: {1}', who, listed(uses)) : t('{0} ({1}): {2}', who, contacts.join(', '), listed(uses));
}

function listed(names: readonly string[]): Message {
  const more = names.length - namesListed;
  const shown = names.slice(0, namesListed).join(', ');
  return more > 0 ? t('{0} and {1} more', shown, more) : verbatim(shown);
}

function isMail(text: string): boolean {
  return /^[^\s@<>]+@[^\s@<>]+\.\w+$/.test(text);
}

function joined(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}

function firstSentence(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return /^.*?[^\d.][.!?](?=\s|$)/.exec(line)?.[0] ?? line;
}
