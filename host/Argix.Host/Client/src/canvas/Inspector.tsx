import { nameOf, outputsFor, type Catalogue, type Doc, type DocNode, type Parameter, type Problem } from './model';

interface Props {
  catalogue: Catalogue; doc: Doc; node: DocNode; problems: Problem[]; readOnly: boolean;
  onChange: (part: Partial<DocNode>) => void; onWire: (from: string, to: string) => void; onUnwire: (from: string, to: string) => void; onRemove: () => void;
}

/** The selected block's settings and wires: everything that the pointer can do, as fields. */
export function Inspector({ catalogue, doc, node, problems, readOnly, onChange, onWire, onUnwire, onRemove }: Props) {
  const type = catalogue.blocks.find(b => b.id === node.type);
  const set = (name: string, value: string) => onChange({ parameters: { ...node.parameters, [name]: value } });
  return (
    <fieldset className="inspector" disabled={readOnly} aria-label={`Block ${nameOf(catalogue, node)}`}>
      <h2>{nameOf(catalogue, node)}</h2>
      <p className="muted small">{type?.does}</p>
      {problems.map((p, i) => <p key={i} className="error">{p.what}. {p.fix}.</p>)}
      <label className="field">Called<input value={node.label ?? ''} maxLength={80} placeholder={type?.title} onChange={e => onChange({ label: e.target.value || null })} /></label>
      {type?.parameters.map(p => <Field key={p.name} parameter={p} value={String(node.parameters?.[p.name] ?? p.default)} onChange={v => set(p.name, v)} />)}
      {type?.inputs.map(input => {
        const to = `${node.id}.${input.name}`;
        const wired = doc.wires.filter(w => w.to === to);
        const { fitting, others } = outputsFor(catalogue, doc, to);
        return (
          <div className="field" key={input.name}>
            <span className="label">Input “{input.name}” <span className="muted small">takes {input.type}</span></span>
            {wired.map(w => <div className="input-row" key={w.from}><code>{w.from}</code><button type="button" className="btn small" onClick={() => onUnwire(w.from, w.to)} aria-label={`Take the wire from ${w.from} away`}>Take away</button></div>)}
            {(wired.length === 0 || input.many) && (
              <select value="" aria-label={`Wire something to ${input.name}`} onChange={e => e.target.value && onWire(e.target.value, to)}>
                <option value="">{fitting.length ? 'choose what to wire to it' : 'nothing fits yet'}</option>
                {fitting.map(o => <option key={o.from} value={o.from}>{o.words}</option>)}
                {others.length > 0 && <optgroup label="Does not fit; choose one to read why">{others.map(o => <option key={o.from} value={o.from}>{o.words}</option>)}</optgroup>}
              </select>
            )}
          </div>
        );
      })}
      <button type="button" className="btn danger small" onClick={onRemove}>Remove block</button>
    </fieldset>
  );
}

function Field({ parameter: p, value, onChange }: { parameter: Parameter; value: string; onChange: (value: string) => void }) {
  if (p.kind === 'flag') return <label className="choice"><input type="checkbox" checked={value === 'true'} onChange={e => onChange(String(e.target.checked))} /><span>{p.name} <span className="help">{p.help}</span></span></label>;
  return (
    <label className="field">{p.name}
      {p.kind === 'choice'
        ? <select value={value} onChange={e => onChange(e.target.value)}>{p.choices?.map(c => <option key={c}>{c}</option>)}</select>
        : <input value={value} inputMode={p.kind === 'whole' ? 'numeric' : p.kind === 'number' ? 'decimal' : 'text'} onChange={e => onChange(e.target.value)} />}
      <span className="help">{p.help}</span>
    </label>
  );
}
