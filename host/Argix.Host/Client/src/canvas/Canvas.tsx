import { Background, Controls, ReactFlow, useReactFlow, type Connection, type Edge, type FinalConnectionState, type Node, type NodeChange, type EdgeChange } from '@xyflow/react';
import { useEffect, useMemo, useState } from 'react';
import { BlockNode, type BlockData } from './BlockNode';
import { Inspector } from './Inspector';
import { useHistory } from './history';
import * as m from './model';

const nodeTypes = { block: BlockNode };
const ends = (c: { source: string | null; sourceHandle?: string | null; target: string | null; targetHandle?: string | null }): [string, string] => [`${c.source}.${c.sourceHandle}`, `${c.target}.${c.targetHandle}`];

interface Props { first: m.Doc; catalogue: m.Catalogue; readOnly: boolean; onDocument: (doc: m.Doc, changed: boolean) => void; check: (doc: m.Doc) => Promise<m.Problem[]> }

/** The drawing. It changes a document and nothing else; saving is the form's. */
export function Canvas({ first, catalogue, readOnly, onDocument, check }: Props) {
  const { doc, changed, canUndo, canRedo, commit, undo, redo } = useHistory(first.nodes.every(n => n.at) ? first : m.layout(first));
  const [selected, setSelected] = useState<string[]>([]);
  const [selectedEdges, setSelectedEdges] = useState<string[]>([]);
  const [measured, setMeasured] = useState(new Map<string, { width: number; height: number }>());
  const [dragged, setDragged] = useState(new Map<string, { x: number; y: number }>());
  const [problems, setProblems] = useState<m.Problem[]>([]);
  const [says, setSays] = useState('');
  const flow = useReactFlow();

  useEffect(() => {
    onDocument(doc, changed);
    const later = window.setTimeout(() => void check(doc).then(setProblems), 300);
    return () => window.clearTimeout(later);
  }, [doc]);

  const nodes = useMemo<Node<BlockData>[]>(() => doc.nodes.map(node => ({
    id: node.id, type: 'block', position: dragged.get(node.id) ?? node.at ?? { x: 0, y: 0 }, selected: selected.includes(node.id), measured: measured.get(node.id), ariaLabel: `Block ${m.nameOf(catalogue, node)}`,
    data: { node, type: catalogue.blocks.find(b => b.id === node.type), name: m.nameOf(catalogue, node), problems: problems.filter(p => p.block === node.id) },
  })), [doc, dragged, selected, measured, problems]);
  const edges = useMemo<Edge[]>(() => doc.wires.map(w => {
    const [from, to] = [m.split(w.from), m.split(w.to)];
    const id = `${w.from}>${w.to}`;
    return { id, source: from.node, sourceHandle: from.port, target: to.node, targetHandle: to.port, selected: selectedEdges.includes(id), ariaLabel: `Wire from ${w.from} to ${w.to}` };
  }), [doc, selectedEdges]);

  function nodesChanged(changes: NodeChange<Node<BlockData>>[]) {
    const places = new Map(dragged);
    const sizes = changes.flatMap(c => (c.type === 'dimensions' && c.dimensions ? [[c.id, c.dimensions] as const] : []));
    if (sizes.length) setMeasured(now => new Map([...now, ...sizes])); // without its size a block has no place where a wire could end
    let done = false;
    for (const c of changes) {
      if (c.type === 'select') setSelected(now => (c.selected ? [...now.filter(x => x !== c.id), c.id] : now.filter(x => x !== c.id)));
      if (c.type === 'position' && c.position && !readOnly) { places.set(c.id, c.position); done ||= !c.dragging; }
      if (c.type === 'position' && !c.position && c.dragging === false) done = true;
    }
    if (done && places.size > 0) { commit(m.move(doc, places)); setDragged(new Map()); } else if (places.size > 0) setDragged(places);
  }

  const edgesChanged = (changes: EdgeChange[]) => changes.forEach(c => c.type === 'select' && setSelectedEdges(now => (c.selected ? [...now, c.id] : now.filter(x => x !== c.id))));

  function wire(from: string, to: string) {
    const why = m.refusal(catalogue, doc, from, to);
    if (why) setSays(`No wire: ${why}.`);
    else { commit(m.addWire(catalogue, doc, from, to)); setSays(`Wired ${from} to ${to}.`); }
  }

  // A connection that is refused while it is dragged would end without a word: say why.
  function ended(_: unknown, state: FinalConnectionState) {
    if (state.isValid || !state.fromHandle || !state.toHandle) return;
    const [a, b] = state.fromHandle.type === 'source' ? [state.fromHandle, state.toHandle] : [state.toHandle, state.fromHandle];
    setSays(a.type === b.type ? 'No wire: a wire goes from an output to an input.' : `No wire: ${m.refusal(catalogue, doc, `${a.nodeId}.${a.id}`, `${b.nodeId}.${b.id}`) ?? 'it cannot be made'}.`);
  }

  function add(type: string) {
    const middle = flow.screenToFlowPosition({ x: window.innerWidth / 2, y: window.innerHeight / 2 });
    const next = m.addBlock(doc, type, middle);
    commit(next);
    setSelected([next.nodes[next.nodes.length - 1]!.id]);
    setSays('Added. Its settings are beside the canvas.');
  }

  function keys(e: React.KeyboardEvent) {
    if (!(e.ctrlKey || e.metaKey) || (e.target as HTMLElement).closest('input, select, textarea')) return;
    if (e.key.toLowerCase() === 'z') { e.preventDefault(); (e.shiftKey ? redo : undo)(); }
    if (e.key.toLowerCase() === 'y') { e.preventDefault(); redo(); }
  }

  const chosen = doc.nodes.find(n => n.id === selected[selected.length - 1]);
  return (
    <div className="flow" onKeyDown={keys}>
      <div className="flow-bar" role="toolbar" aria-label="Canvas">
        <button type="button" className="btn small" onClick={undo} disabled={!canUndo || readOnly}>Undo</button>
        <button type="button" className="btn small" onClick={redo} disabled={!canRedo || readOnly}>Redo</button>
        <button type="button" className="btn small" onClick={() => { commit(m.layout(doc)); window.setTimeout(() => void flow.fitView(), 50); }} disabled={readOnly}>Tidy up</button>
        <button type="button" className="btn small" onClick={() => void flow.fitView()}>Whole picture</button>
        <span className="says" role="status" data-testid="canvas-says">{says || (problems.length ? `${problems.length} to mend: ${problems[0]!.what}.` : 'Nothing keeps it from running.')}</span>
      </div>
      <div className="flow-body">
        {!readOnly && <Palette catalogue={catalogue} onAdd={add} />}
        <div className="flow-paper" data-testid="canvas-paper">
          <ReactFlow nodes={nodes} edges={edges} nodeTypes={nodeTypes} onNodesChange={nodesChanged} onEdgesChange={edgesChanged} onConnectEnd={ended} fitView minZoom={0.1}
            isValidConnection={c => m.refusal(catalogue, doc, ...ends(c)) === null} onConnect={(c: Connection) => wire(...ends(c))}
            onNodesDelete={gone => commit(m.remove(doc, gone.map(n => n.id)))} onEdgesDelete={gone => commit(m.remove(doc, [], gone.map(e => { const [from, to] = ends(e); return { from, to }; })))}
            nodesDraggable={!readOnly} nodesConnectable={!readOnly} deleteKeyCode={readOnly ? null : ['Delete', 'Backspace']} proOptions={{ hideAttribution: true }}>
            <Background /><Controls showInteractive={false} />
          </ReactFlow>
        </div>
        {chosen && <Inspector catalogue={catalogue} doc={doc} node={chosen} problems={problems.filter(p => p.block === chosen.id)} readOnly={readOnly}
          onChange={part => commit(m.change(doc, chosen.id, part))} onWire={wire} onUnwire={(from, to) => commit(m.remove(doc, [], [{ from, to }]))} onRemove={() => { commit(m.remove(doc, [chosen.id])); setSelected([]); }} />}
      </div>
    </div>
  );
}

function Palette({ catalogue, onAdd }: { catalogue: m.Catalogue; onAdd: (type: string) => void }) {
  return (
    <nav className="palette" aria-label="Blocks">
      {catalogue.stages.map(stage => (
        <details key={stage} open={stage === 'indicator' && window.innerWidth >= 900 /* below, the list would push the paper off the screen */}>
          <summary className={`stage-title ${stage}`}>{stage}</summary>
          {catalogue.blocks.filter(b => b.stage === stage).map(b => <button type="button" key={b.id} className="btn small quiet block" title={b.does} onClick={() => onAdd(b.id)} data-add={b.id}>{b.title}</button>)}
        </details>
      ))}
    </nav>
  );
}
