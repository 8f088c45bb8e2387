// The canvas of one strategy. The page carries document and catalogue as data; what is drawn goes back through the page's own form.
import '@xyflow/react/dist/style.css';
import { ReactFlowProvider } from '@xyflow/react';
import { createRoot } from 'react-dom/client';
import { Canvas } from './Canvas';
import type { Catalogue, Doc, Problem } from './model';

const place = document.getElementById('canvas');
const form = document.getElementById('canvas-form') as HTMLFormElement | null;
if (place && form) {
  const field = form.elements.namedItem('document') as HTMLInputElement;
  const data = (id: string): unknown => JSON.parse(document.getElementById(id)?.textContent ?? 'null');
  let unsaved = false;

  const check = async (doc: Doc): Promise<Problem[]> => {
    const body = new FormData(form);
    body.set('document', JSON.stringify(doc));
    try {
      const answer = await fetch(form.dataset.check!, { method: 'POST', body });
      return answer.ok ? ((await answer.json()) as Problem[]) : [];
    } catch {
      return []; // the form's own answer says it again
    }
  };

  createRoot(place).render(
    <ReactFlowProvider>
      <Canvas first={JSON.parse(field.value) as Doc} catalogue={data('catalogue') as Catalogue} readOnly={place.dataset.readonly === 'true'} check={check}
        onDocument={(doc, changed) => { field.value = JSON.stringify(doc); unsaved = changed; }} />
    </ReactFlowProvider>,
  );
  form.addEventListener('submit', () => { unsaved = false; });
  window.addEventListener('beforeunload', e => { if (unsaved) e.preventDefault(); });
}
