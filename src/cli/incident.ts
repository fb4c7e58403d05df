import { incidentTexts } from '../engine/incident/incidentText.ts';
import { english } from '../engine/l10n.ts';
import { loadJudged } from './loading.ts';
import type { Options } from './options.ts';
import { complain, type ExitCode, print } from './terminal.ts';

const nothingSaid = { down: '', since: '', known: '', doing: '', eta: '', next: '' };

/** Prints the first words on a failure, with visible gaps for what somebody has to say. */
export async function incident([id]: readonly string[], options: Options): Promise<ExitCode> {
  if (!id) return complain('incident wants the id of a resource.', 2);
  const coach = await loadJudged(options.root, options.today);
  if (typeof coach === 'number') return coach;
  const read = await coach.incident(id);
  if (!read) return complain(`${id} is no resource of this workspace, or one of several; \`inspect\` lists them.`, 2);
  const texts = incidentTexts(read, nothingSaid, options.now, english);
  return print(`# Slack\n\n${texts.slack}\n# Mail\n\n${texts.mail}\n# Status page\n\n${texts.status}`, 0);
}
