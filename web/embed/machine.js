// The part of <ringside-machine> that comes with the machine itself: loads the program once for all machines of a page,
// gives each its place in a shadow root, and answers for the element's methods.
const here = (name) => new URL(name, import.meta.url).href;
const files = { script: here('web.js'), wasm: here('web_bg.wasm'), style: here('web.css') };

let style = null;
let shared = null;
let turns = 0;
/** Where machines stood that were taken from the page. */
const left = new WeakMap();

/**
 * The page's styles, as they hold inside of one machine: its own element is the root, its width is the screen's, and its
 * letters are as large as it is asked for.
 */
const styles = () => style ??= (async () => {
  const answer = await fetch(files.style);
  if (!answer.ok) throw Error('The styles of the machine cannot be had.');
  const theming = (_, name, value) => `--${name}: var(--ringside-${name}, ${value});`;
  const text = (await answer.text())
    .replace(/:root((?:\[[^\]]*\])*)\s*\{([^}]*)\}/g, (_, how, body) =>
      `.machine${how} {${`${body.trim().replace(/;?$/, ';')}`.replace(/--([\w-]+):\s*([^;]+);/g, theming)}}`)
    .replace(/\bfont(?:-size)?:[^;}]+/g, (rule) => rule.replace(/[\d.]+px/g, 'calc($& * var(--scale, 1))'))
    .replace(/(^|[}\s])(?:html|body)\s*\{/g, '$1.machine {')
    .replace(/@media\s*([^{]*(?:min|max)-width[^{]*)\{/g, '@container ringside $1{');
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  return sheet;
})();

/** The program: one for all machines, a fresh one after it broke, its own for a machine that asks for it. */
const program = async (isolate, lang) => {
  if (shared && !isolate) return shared;
  const turn = turns++;
  const made = (async () => {
    const module = await import(turn ? `${files.script}?i=${turn}` : files.script);
    await module.default({ module_or_path: files.wasm });
    // The first machine of a page says which language all of them speak.
    const [there] = await Promise.all([module.fetch_embedding(), module.speak(lang)]);
    if (!there) throw missing();
    const machines = new Set();
    module.on_crash?.((text) => {
      if (shared === made) shared = null;
      console.error(text);
      for (const machine of machines) machine.broke();
    });
    return { module, machines };
  })();
  if (!isolate) shared = made;
  made.catch(() => { if (shared === made) shared = null; });
  return made;
};

/** Draws a machine for `element` in `place`. Resolves once its first run is over and it stands where it was asked to. */
export const start = async (element, place, tell) => {
  try {
    const src = element.getAttribute('src');
    const [sheet, { module, machines }, bytes] =
      await Promise.all([styles(), program(element.hasAttribute('isolate'), language(element)), src && download(new URL(src, document.baseURI).href)]);
    if (src) await reader(module);
    const root = place.getRootNode();
    if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    const machine = new Machine(element, module, machines, tell);
    await machine.begin(place, src, bytes);
    return machine;
  } catch (error) {
    style = null;
    throw Object.assign(error, { files: error.files ?? Object.values(files) });
  }
};

/** What reads files comes when there is one. */
const reader = async (module) => {
  if (!await module.fetch_reader()) throw missing();
};

const missing = () => Object.assign(Error('A part of the machine is missing.'), { code: 'not-found' });

/** A post is in a language, and so is the machine in it. */
const language = (element) => element.closest('[lang]')?.lang || document.documentElement.lang;

const download = async (address) => {
  try {
    const answer = await fetch(address);
    if (!answer.ok) throw Object.assign(Error(`${address} is not there.`), { code: 'not-found' });
    return new Uint8Array(await answer.arrayBuffer());
  } catch (error) {
    throw Object.assign(error, { files: [address] });
  }
};

class Machine {
  #element;
  #module;
  #machines;
  #tell;
  #handle;
  #last = Promise.resolve();
  lifecycle = 'loading';

  constructor(element, module, machines, tell) {
    [this.#element, this.#module, this.#machines, this.#tell] = [element, module, machines, tell];
  }

  begin(place, src, bytes) {
    this.#machines.add(this);
    return new Promise((ready, fail) => {
      // Not before the program has come back: who hears of something may ask the machine at once.
      const hear = (name, detail) => queueMicrotask(() => {
        if (name === 'ready') {
          this.lifecycle = 'ready';
          ready();
        }
        this.#tell(name, detail);
      });
      this.broke = () => {
        this.#machines.delete(this);
        this.#handle = null;
        fail(Object.assign(Error('broken'), { code: 'crash' }));
        if (this.lifecycle !== 'loading') this.#tell('crash');
      };
      const options = { ...this.#options(), ...left.get(this.#element) };
      left.delete(this.#element);
      this.#handle = this.#module.mount(place, here('./'), options, hear);
      if (bytes) this.#handle.bring(decodeURIComponent(src.split(/[?#]/)[0].split('/').pop()), bytes);
    });
  }

  #options() {
    return Object.fromEntries([...this.#element.attributes].map(({ name, value }) => [name, value]));
  }

  /** An attribute of the element has changed. */
  set(name) {
    if (name === 'src') {
      this.#bring(this.#element.getAttribute('src')).catch((error) => this.#tell('error', { code: error.code ?? 'cors', message: error.message }));
    } else {
      this.#handle.set(this.#options());
    }
  }

  async #bring(src) {
    const address = new URL(src, document.baseURI).href;
    await reader(this.#module);
    this.#handle.bring(address.split('/').pop(), await download(address));
  }

  destroy() {
    const { command: run, step, moment } = this.now;
    if (moment) left.set(this.#element, { moment });
    else if (run) left.set(this.#element, { run, step: `${step}` });
    this.#machines.delete(this);
    this.#handle?.destroy();
    this.#handle = null;
  }

  get now() { return this.#handle?.state() ?? {}; }
  get currentStep() { return this.now.step; }
  get stepCount() { return this.now.stepCount; }
  get mode() { return this.now.mode; }
  get markers() { return this.#handle?.markers() ?? []; }
  get permalink() {
    // While it is at work there is no moment that could be told.
    const { command, step, moment } = this.now;
    return `${here('./')}#${moment ?? new URLSearchParams({ v: 1, run: command, step })}`;
  }

  /** Does something once the machine rests from what it was asked for before. Resolves to its state when it rests again. */
  #then(wish) {
    return this.#last = this.#last.catch(() => {}).then(() => {
      wish();
      return new Promise((rested) => this.#handle.rest(rested));
    });
  }

  async play() { return this.#then(() => this.#handle.play(true)); }
  async pause() {
    this.#handle.play(false); // now, whatever goes on
    return this.#then(() => {});
  }

  async step(level = '') { return this.#go(level, false); }
  async back(level = '') { return this.#go(level, true); }
  #go(level, back) {
    return this.#then(() => {
      if (!this.#handle.step(String(level), back)) throw RangeError(`There is no level ${level}.`);
    });
  }

  async seek(step) {
    if (!Number.isFinite(+step) || +step < 0) throw RangeError(`${step} is no step.`);
    return this.#then(() => this.#handle.seek(+step));
  }

  async runUntil(name) {
    return this.#then(() => {
      if (!this.#handle.until(String(name))) throw RangeError(`${name} does not come after this position.`);
    });
  }

  async reset() { return this.#then(() => this.#handle.reset()); }

  /** Other attributes, all at once: `load({ run: 'echo hello', step: 40 })`. */
  async load(attributes = {}) {
    const known = this.#element.constructor.observedAttributes;
    const stranger = Object.keys(attributes).find((name) => !known.includes(name));
    if (stranger) throw RangeError(`There is no attribute ${stranger}.`);
    return this.#then(() => {
      for (const [name, value] of Object.entries(attributes)) {
        if (value === null || value === false) this.#element.removeAttribute(name);
        else this.#element.setAttribute(name, value === true ? '' : value);
      }
    });
  }

  async registers() { return this.#handle.registers(); }

  async readMemory(address, length) {
    if (!(length >= 0 && length <= 1 << 20)) throw RangeError('At most a megabyte can be read at once.');
    const bytes = this.#handle.memory(BigInt(address), length);
    if (!bytes) throw RangeError(`Not all of it is mapped at ${address}.`);
    return bytes;
  }

  async exportState() { return new URL(this.permalink).hash.slice(1); }
  async importState(text) {
    const moment = String(text).replace(/^#/, '');
    if (new URLSearchParams(moment).get('v') !== '1') throw RangeError('This is no state of version 1.');
    // The same one again is a wish, too.
    this.#element.removeAttribute('moment');
    return this.load({ moment });
  }

  async readFile(path) {
    const bytes = this.#handle.file(String(path));
    if (!bytes) throw RangeError(`There is no file ${path} at this position.`);
    return bytes;
  }

  async writeFile(path, data) {
    const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : new Uint8Array(data);
    await reader(this.#module);
    let refused;
    const state = await this.#then(() => { refused = this.#handle.write(String(path), bytes); });
    if (refused) throw RangeError(refused);
    return state;
  }
}
