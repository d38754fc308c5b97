// Just enough Markdown to check and move pages: fences, links, headings. What is code is never touched.

/** The lines of a text, each with whether it belongs to a fenced block (the fence lines included). */
export function linesOf(text) {
  let fence;
  return text.split('\n').map((line) => {
    const [, marks] = /^ {0,3}(`{3,}|~{3,})/.exec(line) ?? [];
    if (fence === undefined) {
      fence = marks;
      return { line, code: marks !== undefined };
    }
    if (marks?.startsWith(fence) && line.trim() === marks) fence = undefined;
    return { line, code: true };
  });
}

/** Fenced blocks: `info` is what follows the fence, `line` the number (from 1) of the first line inside. */
export function blocksOf(text) {
  const blocks = [];
  let open;
  text.split('\n').forEach((line, index) => {
    const [, marks, info] = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
    if (open === undefined && marks !== undefined) open = { marks, info: info.trim(), line: index + 2, lines: [] };
    else if (open !== undefined && marks?.startsWith(open.marks) && info.trim() === '') {
      blocks.push({ info: open.info, line: open.line, code: open.lines.join('\n') });
      open = undefined;
    } else open?.lines.push(line);
  });
  return blocks;
}

const LINK = /(\[(?:[^[\]]|\[[^\]]*\])*\]\()([^()\s]+(?:\([^()]*\)[^()\s]*)?)((?:\s+"[^"]*")?\))/g;

/** A character of the private use area, which no page holds. */
const MARK = '\uE000';
const PUT_AWAY = /\uE000(\d+)\uE000/g;

/** Calls `change(target, lineNumber)` for every link outside code and puts what it returns in place of the target. */
export function mapLinks(text, change) {
  return linesOf(text)
    .map(({ line, code }, index) => {
      if (code) return line;
      return outsideCode(line, (part) =>
        part
          .replace(LINK, (_all, open, target, close) => `${open}${change(target, index + 1)}${close}`)
          .replace(/^(\[[^\]]+\]:\s+)(\S+)/, (_all, open, target) => `${open}${change(target, index + 1)}`),
      );
    })
    .join('\n');
}

/** A code span inside the text of a link belongs to the link, so spans are put away and brought back instead of parting the line. */
function outsideCode(line, change) {
  const spans = [];
  const kept = line.replace(/(`+)(?!`)(.*?[^`])\1(?!`)/g, (span) => `${MARK}${spans.push(span) - 1}${MARK}`);
  return change(kept).replace(PUT_AWAY, (_all, index) => spans[Number(index)]);
}

/** HTML comments hold marks for our own tools; the site shows no HTML at all. */
export function withoutComments(text) {
  const parts = [];
  let inComment = false;
  for (const { line, code } of linesOf(text)) {
    if (code && !inComment) {
      parts.push(line);
      continue;
    }
    let rest = line;
    let shown = '';
    while (rest !== '') {
      const mark = inComment ? '-->' : '<!--';
      const at = rest.indexOf(mark);
      if (!inComment) shown += at < 0 ? rest : rest.slice(0, at);
      if (at < 0) break;
      rest = rest.slice(at + mark.length);
      inComment = !inComment;
    }
    parts.push(shown);
  }
  return parts.join('\n');
}

/** Anchors as GitHub makes them, so that a link works in the repository and on the site. */
export function slugOf(heading) {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replace(/ /g, '-');
}

/** The anchors of a page. */
export function anchorsOf(text) {
  const seen = new Map();
  const anchors = new Set();
  for (const { line, code } of linesOf(text)) {
    const [, title] = code ? [] : (/^#{1,6}\s+(.*?)\s*#*$/.exec(line) ?? []);
    if (title === undefined) continue;
    const plain = title.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[`*]/g, '');
    const slug = slugOf(plain);
    const times = seen.get(slug) ?? 0;
    seen.set(slug, times + 1);
    anchors.add(times === 0 ? slug : `${slug}-${times}`);
  }
  return anchors;
}

export function titleOf(text) {
  const heading = linesOf(text).find(({ line, code }) => !code && line.startsWith('# '));
  return heading?.line.slice(2).replace(/`/g, '').trim();
}

/** A text inside a table cell or a sentence of a generated page. */
export function escapeText(text) {
  return text.replace(/[\\`*_[\]<>|#]/g, '\\$&').replace(/\s*\n\s*/g, ' ');
}
