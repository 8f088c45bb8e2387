import { Handle, Position, type NodeProps, type Node } from '@xyflow/react';
import type { BlockType, DocNode, Problem } from './model';

export type BlockData = { node: DocNode; type: BlockType | undefined; name: string; problems: Problem[] };

/** One block: its name, and its ports as words beside their handles. */
export function BlockNode({ data }: NodeProps<Node<BlockData>>) {
  const { node, type, name, problems } = data;
  return (
    <div className={`flow-block ${type?.stage ?? 'unknown'} ${problems.length ? 'faulty' : ''}`} title={problems[0] ? `${problems[0].what}. ${problems[0].fix}` : type?.does}>
      <strong>{name}</strong>
      <span className="kind">{type?.title ?? node.type}</span>
      <div className="ports">
        <ul>{type?.inputs.map(p => <li key={p.name}><Handle id={p.name} type="target" position={Position.Left} />{p.name}</li>)}</ul>
        <ul className="out">{type?.outputs.map(p => <li key={p.name}>{p.name}<Handle id={p.name} type="source" position={Position.Right} /></li>)}</ul>
      </div>
    </div>
  );
}
