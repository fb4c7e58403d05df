// @ts-check
/** Draws the picture of the checklist: boxes in three columns, and the lines between them. */

const svgNamespace = 'http://www.w3.org/2000/svg';

/** @param {string} tag @param {Record<string, string | number>} attributes @param {...(Node | string)} children */
function svgElement(tag, attributes, ...children) {
  const made = document.createElementNS(svgNamespace, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}

/** Every box of a column with its place, and the titles between them. Sizes in CSS pixels, from the size of the text. */
function layColumn(groups, left, width, em) {
  // Names that do not fit into one line have two, and so has what stands below them.
  const [boxHeight, gap, titleHeight] = [(width < 16 * em ? 5.8 : 3.5) * em, 0.7 * em, 1.9 * em];
  const boxes = [];
  const titles = [];
  let top = 0;
  for (const { title, nodes } of groups) {
    if (title !== '') titles.push({ title, left, top: top + titleHeight * 0.7 });
    top += titleHeight;
    for (const node of nodes) {
      boxes.push({ node, left, top, width, height: boxHeight });
      top += boxHeight + gap;
    }
  }
  return { boxes, titles, height: Math.max(0, top - gap) };
}

/** A line that leaves and arrives level. */
function curve(from, to) {
  const [x1, y1, x2, y2] = [from.left + from.width, from.top + from.height / 2, to.left, to.top + to.height / 2];
  const middle = (x1 + x2) / 2;
  return `M${x1} ${y1} C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`;
}

/**
 * @param picture what the extension sent
 * @param {number} width in CSS pixels
 * @param {(node: object) => HTMLElement} box makes the button of a node
 */
// biome-ignore lint/correctness/noUnusedVariables: the page's other script calls it
function drawPicture(picture, width, box) {
  const em = Number.parseFloat(getComputedStyle(document.body).fontSize) || 13;
  const space = Math.min(5 * em, Math.max(1.5 * em, width * 0.07));
  const columnWidth = (width - 2 * space) / 3;
  const columns = picture.columns.map((groups, index) => layColumn(groups, index * (columnWidth + space), columnWidth, em));
  const [feeding, middle, reading] = columns;
  const [itself] = middle.boxes;
  const line = (from, to, conditional) => svgElement('path', { class: conditional ? 'edge conditional' : 'edge', d: curve(from, to) });
  const edges = [
    ...feeding.boxes.map((one) => line(one, itself, one.node.conditional)),
    ...reading.boxes.map((one) => line(itself, one, one.node.conditional)),
  ];
  const titles = columns.flatMap((column) => column.titles.map(({ title, left, top }) => svgElement('text', { x: left, y: top }, title)));
  const boxes = columns.flatMap((column) =>
    column.boxes.map(({ node, left, top, ...size }) => svgElement('foreignObject', { x: left, y: top, ...size }, box(node))),
  );
  const height = Math.max(...columns.map((column) => column.height)) + 2;
  return svgElement(
    'svg',
    { width, height, viewBox: `-1 -1 ${width + 2} ${height + 2}`, role: 'group', 'aria-labelledby': 'picture' },
    ...edges,
    ...titles,
    ...boxes,
  );
}
