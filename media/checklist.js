// @ts-check
/** The page of the readiness checklist. Every text is set as text, never as markup. */

(() => {
  /** @type {{ postMessage(message: unknown): void, getState(): unknown, setState(state: unknown): void }} */
  const editor = acquireVsCodeApi();
  const words = JSON.parse(document.currentScript.dataset.words);
  const first = JSON.parse(document.currentScript.dataset.first);
  const main = document.getElementById('checklist');
  const live = document.getElementById('live');
  let shown = '';
  let key = '';
  /** What came while a button was held down: drawn at once, it would take the button away under the click. */
  let isPressed = false;
  let waiting = null;
  /** @type {ResizeObserver | undefined} */
  let watching;

  const shapes = {
    answered: 'M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm3.5 4.6-4.2 5a.7.7 0 0 1-1 .1L4.4 9l.8-1 1.5 1.2 3.7-4.4 1.1.8Z',
    waived: 'M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1ZM5.5 5H7v6H5.5V5ZM9 5h1.5v6H9V5Z',
    weak: 'M8 1.5 15 14H1L8 1.5Zm-.7 4.7v4h1.4v-4H7.3Zm0 5v1.4h1.4v-1.4H7.3Z',
    unanswered: 'M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm0 1.4a5.6 5.6 0 1 1 0 11.2A5.6 5.6 0 0 1 8 2.4Z',
    unknown:
      'M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm0 1.4a5.6 5.6 0 1 1 0 11.2A5.6 5.6 0 0 1 8 2.4ZM7.3 11v1.4h1.4V11H7.3Zm-1.8-5H7a1 1 0 1 1 1.6.8C7.800 7.400 7.300 7.900 7.300 9v.7h1.4V9.200c0-.5.3-.8.8-1.200A2.500 2.500 0 1 0 5.500 6Z',
    not_applicable: 'M2 7.300h12v1.400H2V7.300Z',
  };

  /** @param {string} template @param {string | number} value */
  const filled = (template, value) => template.replace('{0}', String(value));

  /**
   * @param {string} tag
   * @param {Record<string, string>} attributes
   * @param {...(Node | string)} children
   */
  const element = (tag, attributes, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  };

  /** Names in backticks are set as code. */
  const worded = (text) => text.split('`').map((part, index) => (index % 2 === 1 ? element('code', {}, part) : part));

  /** A long name may be broken after an underscore, a path after a slash as well: not within the number of a line. */
  const breakable = (name) => name.split(/(?<=[_/])/).flatMap((part, index) => (index === 0 ? [part] : [element('wbr', {}), part]));

  /** `id` finds the button again after the page was drawn anew. */
  const button = (id, kind, label, message, attributes = {}) => {
    const made = element('button', { type: 'button', class: kind, 'data-id': id, ...attributes }, ...breakable(label));
    made.addEventListener('click', () => editor.postMessage({ ...message, key }));
    return made;
  };

  const icon = (state) => {
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    svg.setAttribute('viewBox', '0 0 16 16');
    svg.setAttribute('aria-hidden', 'true');
    const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    path.setAttribute('d', shapes[state]);
    path.setAttribute('fill', 'currentColor');
    path.setAttribute('fill-rule', 'evenodd');
    svg.append(path);
    return svg;
  };

  const link = (id, target, text) =>
    button(id, 'link', text, { type: 'open', link: target }, target.route === '' ? {} : { title: target.route });

  const evidence = (line) =>
    line.evidence.map((target, index) =>
      element(
        'p',
        { class: 'detail' },
        link(`${line.id}-${index}`, target, `${target.file}:${target.line}`),
        ...worded(` ${target.route}`),
      ),
    );

  const said = (line, ...more) =>
    element('p', {}, element('span', { class: 'state' }, line.stateText), ...(line.said === null ? [] : worded(`: ${line.said}`)), ...more);

  const why = (line) =>
    button(
      `${line.id}-why`,
      'link',
      words.explain,
      { type: 'explain', question: line.id },
      { 'aria-label': `${words.explain} ${line.question}`, title: line.why },
    );

  const act = (line, action) =>
    button(
      `${line.id}-${action}`,
      line.next && action === line.actions[0] ? 'push primary' : 'push',
      words[action],
      { type: 'act', action, question: line.id },
      { 'aria-label': `${words[action]}: ${line.question}` },
    );

  const acts = (line) =>
    line.actions.length === 0 ? [] : [element('div', { class: 'acts' }, ...line.actions.map((action) => act(line, action)))];

  const row = (line) => {
    const question = element('p', { class: 'question' }, line.question);
    if (line.next) question.append(' ', element('span', { class: 'next' }, words.next));
    const text = element('div', {}, question, said(line, ' ', element('span', { class: 'together' }, '· ', why(line))), ...evidence(line));
    return element('li', { class: `line state-${line.state}` }, icon(line.state), text, ...acts(line));
  };

  const section = ({ title, lines }, index) =>
    element(
      'section',
      { 'aria-labelledby': `group-${index}` },
      element('h2', { id: `group-${index}` }, title),
      element('ul', {}, ...lines.map(row)),
    );

  const mine = ({ title, questions }) =>
    element(
      'section',
      { 'aria-labelledby': 'mine' },
      element('h2', { id: 'mine' }, title),
      element(
        'ul',
        {},
        ...questions.map((question, index) =>
          element(
            'li',
            { class: 'line state-unanswered' },
            icon('unanswered'),
            element('div', {}, element('p', { class: 'question' }, question)),
            element(
              'div',
              { class: 'acts' },
              button(`mine-${index}`, 'push', words.drop, { type: 'drop', question }, { 'aria-label': `${words.drop}: ${question}` }),
            ),
          ),
        ),
      ),
    );

  /** Drawn again where the width changes: boxes keep the size of their text. */
  const pictured = (picture) => {
    const place = element('div', { class: 'picture' });
    const title = element('h2', { id: 'picture' }, picture.title);
    const note = picture.note === null ? [] : [element('p', { class: 'detail' }, picture.note)];
    const box = ({ id, name, detail, link: target, folded, conditional }) => {
      const inside = [element('span', { class: 'name' }, ...breakable(name)), element('span', { class: 'detail' }, detail)];
      if (!target && folded.length === 0) return element('div', { class: 'box itself' }, ...inside);
      const message = target ? { type: 'open', link: target } : { type: 'unfold', folded };
      const made = button(`box-${id}`, conditional ? 'box conditional' : 'box', '', message, { title: `${name}\n${detail}` });
      made.append(...inside);
      return made;
    };
    let width = 0;
    watching = new ResizeObserver(() => {
      if (place.clientWidth === width) return;
      width = place.clientWidth;
      const focused = document.activeElement?.getAttribute('data-id');
      place.replaceChildren(drawPicture(picture, width, box));
      if (focused) focusOn(focused);
    });
    watching.observe(place);
    return element('section', { 'aria-labelledby': 'picture' }, title, place, ...note);
  };

  const aside = (lines) =>
    element(
      'details',
      {},
      element('summary', {}, filled(words.aside, lines.length)),
      element(
        'ul',
        {},
        ...lines.map((line) =>
          element(
            'li',
            { class: `line state-${line.state}` },
            icon(line.state),
            element('div', {}, element('p', { class: 'question' }, line.question), said(line)),
          ),
        ),
      ),
    );

  const tools = (pinned) =>
    element(
      'div',
      { class: 'tools' },
      button(
        'pin',
        'push',
        pinned ? words.pinned : words.pin,
        { type: 'pin', pinned: !pinned },
        { 'aria-pressed': String(pinned), title: words.pinTitle },
      ),
      button('copy', 'push', words.copy, { type: 'copy' }),
      button('incident', 'push', words.incident, { type: 'incident' }, { title: words.incidentTitle }),
    );

  const page = (view, picture, pinned) => [
    element(
      'header',
      {},
      element('h1', {}, view.name),
      element('p', { class: 'about' }, `${view.about} · `, link('place', view.place, `${view.place.file}:${view.place.line}`)),
      element('p', { class: 'summary' }, view.summary),
      tools(pinned),
    ),
    ...view.groups.map(section),
    ...(view.mine.questions.length > 0 ? [mine(view.mine)] : []),
    picture ? pictured(picture) : element('p', { class: 'about' }, words.alone),
    ...(view.aside.length > 0 ? [aside(view.aside)] : []),
  ];

  const focusOn = (id) => main.querySelector(`[data-id="${CSS.escape(id)}"]`)?.focus();

  const draw = (view, picture, pinned) => {
    const focused = document.activeElement?.getAttribute('data-id');
    watching?.disconnect();
    const wasOpen = main.querySelector('details')?.open ?? false;
    main.replaceChildren(...(view ? page(view, picture, pinned) : [element('p', {}, words.nothing)]));
    const details = main.querySelector('details');
    if (details) details.open = wasOpen;
    if (focused) focusOn(focused);
  };

  window.addEventListener('message', ({ data }) => {
    if (data.type === 'said') live.textContent = data.text;
    else if (isPressed) waiting = data;
    else show(data);
  });
  window.addEventListener('pointerdown', () => {
    isPressed = true;
  });
  for (const end of ['pointerup', 'pointercancel', 'blur'])
    window.addEventListener(end, () =>
      setTimeout(() => {
        isPressed = false;
        if (waiting) show(waiting);
        waiting = null;
      }),
    );

  const show = (data) => {
    editor.setState({ key: data.key, pinned: data.pinned });
    const next = JSON.stringify([data.view, data.picture, data.pinned]);
    if (next === shown) return;
    shown = next;
    key = data.view?.key ?? '';
    draw(data.view, data.picture, data.pinned);
    const spoken = data.view ? `${data.view.name}: ${data.view.summary}` : words.nothing;
    if (live.textContent !== spoken) live.textContent = spoken;
  };
  // A page that comes back, as after another tab, may have been about something else meanwhile.
  if (first && !editor.getState()) show(first);
  editor.postMessage({ type: 'ready' });
})();
