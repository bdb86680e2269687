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

  // Milliseconds after which the page is thought to have come to rest.
  const PATIENCE = 4000;
  // A folder for a static host has a worker that keeps the page for visits without a network.
  const keep = async () => {
    await navigator.serviceWorker.register(root.dataset.worker);
    const { active } = await navigator.serviceWorker.ready;
    // The parts that are fetched when they are first needed, for visits without a network; not where each byte is paid for.
    if (!navigator.connection?.saveData) setTimeout(() => active.postMessage('keep'), PATIENCE);
  };
  try {
    // In a sandboxed frame it is an error even to ask for the container.
    if (root.dataset.worker && navigator.serviceWorker) addEventListener('load', () => keep().catch(() => {}));
  } catch {
    // Nothing is kept, and nothing else is different.
  }

  const show = (text) => {
    document.getElementById('failure-text').textContent = text;
    document.getElementById('failure').hidden = false;
  };
  const fail = (text) => {
    root.dataset.failed = '';
    show(text);
  };

  addEventListener('DOMContentLoaded', () => {
    for (const hint of document.querySelectorAll('.shell__hint')) hint.hidden = false;
    document.getElementById('failure-reload').addEventListener('click', () => location.reload());
    // Whole addresses: in a sandboxed frame this script has no base of its own.
    const place = (name) => new URL(name, document.baseURI).href;
    const load = () => import(place('web.js')).then((module) => {
      module.on_crash?.(show);
      return module.default({ module_or_path: place('web_bg.wasm') });
    });
    // A page that is a single file has its program in it.
    (root.start ? root.start(show) : load())
      .catch((error) => {
        const what = root.lang === 'de' ? 'Das Programm der Seite konnte nicht geladen werden' : 'The page\'s program could not be loaded';
        fail(`${what}: ${error.message ?? error}`);
      });
  });
})();
