import { useReducer } from 'react';
import type { Doc } from './model';

interface History { past: Doc[]; now: Doc; future: Doc[] }
type Act = { kind: 'do'; doc: Doc } | { kind: 'undo' } | { kind: 'redo' };

const Most = 200;

function step(h: History, act: Act): History {
  if (act.kind === 'do') return act.doc === h.now ? h : { past: [...h.past, h.now].slice(-Most), now: act.doc, future: [] };
  if (act.kind === 'undo') return h.past.length === 0 ? h : { past: h.past.slice(0, -1), now: h.past[h.past.length - 1]!, future: [h.now, ...h.future] };
  return h.future.length === 0 ? h : { past: [...h.past, h.now], now: h.future[0]!, future: h.future.slice(1) };
}

/** The document with everything that was done to it, to be undone and done again. */
export function useHistory(first: Doc) {
  const [history, act] = useReducer(step, { past: [], now: first, future: [] });
  return {
    doc: history.now,
    changed: history.past.length > 0,
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
    commit: (doc: Doc) => act({ kind: 'do', doc }),
    undo: () => act({ kind: 'undo' }),
    redo: () => act({ kind: 'redo' }),
  };
}
