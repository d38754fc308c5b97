// Where the reference holds a literal. The reference is no part of the repository: its sections are written into the table once.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** @returns a function from a literal to the sections that hold it, at most three, or `[]` */
export function readReference(folder, { documents }) {
  const sections = documents.flatMap((name) => sectionsOf(readFileSync(join(folder, `${name}.md`), 'utf8'), name));
  const diagnosis = JSON.parse(readFileSync(join(folder, 'diagnosis.json'), 'utf8'));
  const vectors = readFileSync(join(folder, 'vectors.json'), 'utf8');
  return ({ kind, text }) => {
    const named = sections.filter((section) => holds(section, kind, text)).map(({ title }) => title);
    // The wire reference decides; the others only where it is silent.
    const wire = named.filter((title) => title.startsWith(documents[0]));
    if (named.length > 0) return (wire.length > 0 ? wire : named).slice(0, 3);
    const entry = diagnosis.find(({ code }) => code === text);
    if (entry !== undefined) return ['diagnosis.json'];
    if (kind === 'code')
      return diagnosis
        .filter(({ upstreamCodes = [] }) => upstreamCodes.includes(text))
        .slice(0, 1)
        .map(({ code }) => `diagnosis.json ${code}`);
    return kind === 'field' && vectors.includes(`"${text}"`) ? ['vectors.json'] : [];
  };
}

function sectionsOf(markdown, name) {
  const sections = [];
  for (const line of markdown.split('\n')) {
    const heading = /^#{2,3} (\d+(?:\.\d+)?)/.exec(line);
    if (heading !== null) sections.push({ title: `${name} §${heading[1]}`, lines: [] });
    sections.at(-1)?.lines.push(line);
  }
  return sections.map(({ title, lines }) => ({ title, prose: expandBraces(lines.join('\n')), wire: wireText(lines) }));
}

function holds({ prose, wire }, kind, text) {
  if (kind === 'path') return holdsPath(prose, text.replace(/\?.*$/, '').replace(/\/$/, ''));
  if (kind === 'address') return prose.includes(text.replace(/\/$/, '')) || prose.includes(new URL(text).hostname);
  // A word of plain lower case is found in any sentence: only tables, lists, code and JSON count for it.
  const where = /^[a-z]+$/.test(text) ? wire : prose;
  return new RegExp(`(?<![\\w$-])${text.replace(/\$/g, '\\$&')}(?![\\w$])`).test(where);
}

/** Whole, or a folder that a table names above and the rest of the path in its rows. */
function holdsPath(prose, path) {
  const ends = (part) => new RegExp(`${part.replace(/[.$]/g, '\\$&')}(?![\\w-])`).test(prose);
  if (ends(path)) return true;
  const cuts = [...path.matchAll(/\//g)].map(({ index }) => index).filter((index) => index > 0);
  return cuts.some((cut) => ends(path.slice(0, cut)) && ends(path.slice(cut)));
}

/** `/a/{b, c}` also says `/a/b` and `/a/c`; one level is enough for the reference's longest lists. */
function expandBraces(text) {
  const expanded = [];
  const expand = (path) => {
    const match = /^([^{]*)\{([^{}]*)\}(.*)$/.exec(path);
    if (match === null) expanded.push(path);
    else for (const part of match[2].split(/,\s*/)) expand(match[1] + part.trim() + match[3]);
  };
  // `agent{User, TaxNo}` says `agentUser` and `agentTaxNo`.
  for (const [name] of text.matchAll(/\b[A-Za-z]+\{[A-Za-z, ]+\}/g)) expand(name);
  for (const [path] of text.matchAll(/\/[\w/.-]*(?:\{[^}\n]*\}[\w/.-]*)+/g)) expand(path);
  return `${text}\n${expanded.join('\n')}`;
}

/** A line with more commas than this is a list of fields. */
const LIST = 8;

function wireText(lines) {
  const text = lines.join('\n');
  const spans = [...text.matchAll(/`[^`\n]+`|"[^"\n]+"|[?&]\w+=/g)].map(([span]) => span);
  let inCode = false;
  const kept = lines.filter((line) => {
    if (line.startsWith('```')) inCode = !inCode;
    return inCode || line.startsWith('|') || line.split(',').length > LIST;
  });
  return [...kept, ...spans].join('\n');
}
