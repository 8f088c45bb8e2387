import { all, on } from './dom';

/** Auto, light or dark. Kept in a cookie, so that the server renders the right one and nothing flashes. */
const words = ['auto', 'light', 'dark'] as const;
type Theme = (typeof words)[number];

const current = (): Theme => (document.documentElement.dataset.theme as Theme | undefined) ?? 'auto';

function show(theme: Theme): void {
  if (theme === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  for (const button of all<HTMLButtonElement>('[data-theme-set]'))
    button.setAttribute('aria-pressed', String(button.dataset.themeSet === theme));
  document.dispatchEvent(new CustomEvent('argix:theme'));
}

export function themes(): void {
  for (const group of all('[data-theme-group]')) group.hidden = false;
  show(current());
  on('click', '[data-theme-set]', (button) => {
    const theme = words.find((word) => word === button.dataset.themeSet) ?? 'auto';
    const secure = location.protocol === 'https:' ? '; Secure' : '';
    document.cookie = `argix-theme=${theme}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
    show(theme);
  });
}
