// A strategy's document, the catalogue of blocks, and what may be done with them. Pure: no React, no DOM.

export interface DocNode { id: string; type: string; parameters?: Record<string, string | number | boolean>; label?: string | null; at?: { x: number; y: number } | null }
export interface Wire { from: string; to: string }
export interface Doc { schema: string; version: number; evaluateEvery?: number; nodes: DocNode[]; wires: Wire[] }

export interface Port { name: string; type: string; required: boolean; many: boolean }
export interface Parameter { name: string; kind: string; default: string; help: string; choices: string[] | null }
export interface BlockType { id: string; stage: string; title: string; does: string; inputs: Port[]; outputs: Port[]; parameters: Parameter[] }
export interface Problem { code: string; block: string | null; port: string | null; what: string; fix: string }

/** `refusals[output][input]` says why a wire between two types cannot be made; absent = it can. */
export interface Catalogue { stages: string[]; blocks: BlockType[]; refusals: Record<string, Record<string, string>> }

export const typeOf = (catalogue: Catalogue, doc: Doc, id: string): BlockType | undefined =>
  catalogue.blocks.find(b => b.id === doc.nodes.find(n => n.id === id)?.type);

export const nameOf = (catalogue: Catalogue, node: DocNode): string =>
  node.label || catalogue.blocks.find(b => b.id === node.type)?.title || node.type;

export function split(end: string): { node: string; port: string } {
  const dot = end.indexOf('.');
  return { node: end.slice(0, dot), port: end.slice(dot + 1) };
}

/** Why an output cannot be wired to an input, in words; null = it can. */
export function refusal(catalogue: Catalogue, doc: Doc, from: string, to: string): string | null {
  const [a, b] = [split(from), split(to)];
  if (a.node === b.node) return 'a block cannot feed itself';
  const output = typeOf(catalogue, doc, a.node)?.outputs.find(p => p.name === a.port);
  const input = typeOf(catalogue, doc, b.node)?.inputs.find(p => p.name === b.port);
  if (!output || !input) return 'one of the two ends is not there';
  if (doc.wires.some(w => w.from === from && w.to === to)) return 'they are wired already';
  const why = catalogue.refusals[output.type]?.[input.type];
  if (why) return `${output.type} does not fit ${input.type}: ${why}`;
  return reaches(doc, b.node, a.node) ? 'that would be a circle: nothing can be worked out from itself' : null;
}

export interface Choice { from: string; words: string }

/** Every output of the drawing as a choice for an input: those that fit, and those that do not (choosing one of them says why). */
export function outputsFor(catalogue: Catalogue, doc: Doc, to: string): { fitting: Choice[]; others: Choice[] } {
  const all = doc.nodes.filter(n => n.id !== split(to).node).flatMap(n =>
    (catalogue.blocks.find(b => b.id === n.type)?.outputs ?? []).map(o => ({ from: `${n.id}.${o.name}`, words: `${nameOf(catalogue, n)}: ${o.name}` })));
  const fits = (c: Choice) => refusal(catalogue, doc, c.from, to) === null;
  return { fitting: all.filter(fits), others: all.filter(c => !fits(c) && !doc.wires.some(w => w.from === c.from && w.to === to)) };
}

export function addWire(catalogue: Catalogue, doc: Doc, from: string, to: string): Doc {
  const end = split(to);
  const many = typeOf(catalogue, doc, end.node)?.inputs.find(p => p.name === end.port)?.many;
  const wires = many ? doc.wires : doc.wires.filter(w => w.to !== to); // an input that takes one wire takes the newer one
  return { ...doc, wires: [...wires, { from, to }] };
}

export function addBlock(doc: Doc, type: string, at: { x: number; y: number }): Doc {
  let id = type;
  for (let i = 2; doc.nodes.some(n => n.id === id); i++) id = `${type}${i}`;
  return { ...doc, nodes: [...doc.nodes, { id, type, parameters: {}, at: whole(at) }] };
}

export function remove(doc: Doc, blocks: string[], wires: Wire[] = []): Doc {
  const gone = new Set(blocks);
  return {
    ...doc,
    nodes: doc.nodes.filter(n => !gone.has(n.id)),
    wires: doc.wires.filter(w => !gone.has(split(w.from).node) && !gone.has(split(w.to).node) && !wires.some(x => x.from === w.from && x.to === w.to)),
  };
}

export const change = (doc: Doc, id: string, part: Partial<DocNode>): Doc => ({ ...doc, nodes: doc.nodes.map(n => (n.id === id ? { ...n, ...part } : n)) });

export const move = (doc: Doc, places: Map<string, { x: number; y: number }>): Doc =>
  ({ ...doc, nodes: doc.nodes.map(n => { const at = places.get(n.id); return at ? { ...n, at: whole(at) } : n; }) });

/** Each block to the right of everything that is wired into it. */
export function layout(doc: Doc): Doc {
  const column = new Map(doc.nodes.map(n => [n.id, 0]));
  for (let round = 0; round < doc.nodes.length; round++)
    for (const w of doc.wires) {
      const [from, to] = [split(w.from).node, split(w.to).node];
      if (column.has(from) && column.has(to) && column.get(to)! <= column.get(from)!) column.set(to, column.get(from)! + 1);
    }
  const rows = new Map<number, number>();
  return move(doc, new Map(doc.nodes.map(n => {
    const x = Math.min(column.get(n.id)!, doc.nodes.length);
    const y = rows.get(x) ?? 0;
    rows.set(x, y + 1);
    return [n.id, { x: x * 250, y: y * 150 }];
  })));
}

function reaches(doc: Doc, from: string, to: string): boolean {
  const seen = new Set<string>();
  const open = [from];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at === to) return true;
    if (seen.has(at)) continue;
    seen.add(at);
    for (const w of doc.wires) if (split(w.from).node === at) open.push(split(w.to).node);
  }
  return false;
}

const whole = (p: { x: number; y: number }) => ({ x: Math.round(p.x), y: Math.round(p.y) });
