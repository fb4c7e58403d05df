import type { Alert } from '../facts.ts';
import { type Message, t, verbatim } from '../l10n.ts';
import type { Subject } from './question.ts';

/** @returns where the alert goes, in words. */
export function routeWords(alert: Alert): Message {
  if (alert.channel) return verbatim(alert.channel);
  switch (alert.route) {
    case 'email':
      return t('e-mail');
    case 'notifier':
      return t('a notifier');
    case 'callback':
      return callbackWords(alert);
    default:
      return t('subscribers');
  }
}

function callbackWords({ service, callee }: Alert): Message {
  if (callee === undefined) return service === undefined ? t('a callback') : t('a callback to {0}', service);
  return service === undefined ? verbatim(`${callee}()`) : t('{0}, by {1}()', service, callee);
}

/** @returns why nobody hears the alert even where it works, or null. */
export function deaf(alert: Alert, { policy, resource }: Subject): Message | null {
  if (alert.quiet) return t('the callback tells nobody, it logs at most');
  return alert.channel !== null && policy.isPlaceholder(alert.channel, resource.name)
    ? t('{0} answers nobody', alert.channel || '""')
    : null;
}
