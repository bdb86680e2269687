// Before the first paint: the theme and the language. Then: the machine, as a module. It is a file of its own, and classic, so that a
// strict Content-Security-Policy allows it and the theme is there before anything is painted.
(() => {
  const root = document.documentElement;
  let theme = null;
  try {
    theme = localStorage.getItem('ringside.theme');
  } catch {
    // Storage is refused, as in a sandboxed frame: the system's theme it is.
  }
  if (theme !== 'light' && theme !== 'dark') {
    theme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  }
  root.dataset.theme = theme;
  root.dataset.script = '';

  const spoken = ['en', 'de'];
  let wanted = [];
  try {
    wanted = [localStorage.getItem('ringside.language')];
  } catch {
    // Then the browser's languages count.
  }
  wanted.push(...(navigator.languages ?? []));
  root.lang = wanted.map((tag) => tag?.slice(0, 2).toLowerCase()).find((tag) => spoken.includes(tag)) ?? 'en';

  // A folder for a static host has a worker that keeps the page for visits without a network.
  const keep = () => navigator.serviceWorker.register(root.dataset.worker).catch(() => {});
  try {
    // In a sandboxed frame it is an error even to ask for the container.
    if (root.dataset.worker && navigator.serviceWorker) addEventListener('load', keep);
  } catch {
    // Nothing is kept, and nothing else is different.
  }

  const fail = (text) => {
    root.dataset.failed = '';
    document.getElementById('failure-text').textContent = text;
    document.getElementById('failure').hidden = false;
  };

  addEventListener('DOMContentLoaded', () => {
    for (const hint of document.querySelectorAll('.shell__hint')) hint.hidden = false;
    document.getElementById('failure-reload').addEventListener('click', () => location.reload());
    // Whole addresses: in a sandboxed frame this script has no base of its own.
    const place = (name) => new URL(name, document.baseURI).href;
    const load = () => import(place('web.js')).then((module) => module.default({ module_or_path: place('web_bg.wasm') }));
    // A page that is a single file has its program in it.
    (root.start ?? load)()
      .catch((error) => {
        const what = root.lang === 'de' ? 'Das Programm der Seite konnte nicht geladen werden' : 'The page\'s program could not be loaded';
        fail(`${what}: ${error.message ?? error}`);
      });
  });
})();
