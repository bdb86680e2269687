// <ringside-machine>: what every post loads. Poster and link of the post stay until the machine is there, and if it fails.
const here = (name) => new URL(name, import.meta.url).href;
const REASONS = {
  'file-protocol': 'A page that is a file may load no programs.',
  'no-wasm': 'This browser has no WebAssembly.',
  csp: 'The Content-Security-Policy of this page forbids it.',
  cors: 'The server of the machine does not let this page have it, or cannot be reached.',
  'not-found': 'A file of the machine is missing.',
  mime: 'The server sends a file of the machine as another type.',
  crash: 'The machine has broken.',
};
const why = async (error, forbidden) => {
  if (error.code) return error.code;
  if (forbidden || /Content.Security/i.test(error.message)) return 'csp';
  for (const file of error.files ?? [here('machine.js')]) {
    const answer = await fetch(file).catch(() => null);
    if (!answer) return file.startsWith('file:') ? 'file-protocol' : 'cors';
    if (!answer.ok) return 'not-found';
    if (/html|plain|octet/.test(answer.headers.get('content-type') ?? 'plain')) return 'mime';
  }
  return 'crash';
};
const sheet = new CSSStyleSheet();
sheet.replaceSync(`:host { display: block } :host([hidden]), [hidden] { display: none }
p { font: 14px/1.4 system-ui, sans-serif } img, ::slotted(img) { max-width: 100%; height: auto }
button { font: 600 15px system-ui, sans-serif; padding: 8px 16px; cursor: pointer }`);

class RingsideMachine extends HTMLElement {
  static observedAttributes = ('run moment lesson src step from to level speed autoplay loop view focus controls ' +
    'readonly theme text-size lang label keyboard max-steps height').split(' ');
  static methods = ('play pause step back seek runUntil reset load registers readMemory ' +
    'readFile writeFile exportState importState').split(' ');
  static {
    for (const name of this.methods) {
      this.prototype[name] = async function (...args) {
        await this.activate();
        return this.#machine[name](...args);
      };
    }
    for (const [name, none] of [['currentStep', 0], ['stepCount', 0], ['mode', ''], ['markers', []]]) {
      Object.defineProperty(this.prototype, name, { get() { return this.#machine?.[name] ?? none; } });
    }
  }

  #parts = {};
  #machine = null;
  #loading = null;
  #failed = false;
  #near = new IntersectionObserver((seen) => seen.some((it) => it.isIntersecting) && this.#begin(), { rootMargin: '300px' });

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    const part = (tag, name, text = '') => {
      const element = this.#parts[name] = document.createElement(tag);
      element.part = name;
      element.textContent = text;
      return element;
    };
    const still = part('div', 'still');
    const poster = document.createElement('slot');
    poster.name = 'poster';
    part('p', 'note').setAttribute('role', 'status');
    part('button', 'start', '▶ Start the machine').onclick = () => this.#begin();
    still.append(poster, document.createElement('slot'), this.#parts.start, this.#parts.note);
    root.append(still, part('div', 'machine'));
    this.#parts.machine.className = 'machine';
    root.adoptedStyleSheets = [sheet];
  }

  connectedCallback() {
    const loading = this.getAttribute('loading');
    this.#parts.start.hidden = loading !== 'click';
    const src = this.getAttribute('poster');
    if (src) this.shadowRoot.querySelector('slot').replaceChildren(Object.assign(new Image(), { src, alt: '' }));
    if (loading === 'eager') this.#begin();
    else if (loading !== 'click') this.#near.observe(this);
  }

  disconnectedCallback() {
    this.#near.disconnect();
    // What is only moved keeps its machine.
    queueMicrotask(() => this.isConnected || this.destroy());
  }

  attributeChangedCallback(name, before, value) {
    if (name === 'height') this.style.minHeight = /^\d+$/.test(value) ? `${value}px` : value;
    else if (before !== value) this.#machine?.set(name);
  }

  #begin() {
    this.activate().catch(() => {}); // It is told by the note and the event.
  }

  activate() {
    return this.#loading ??= this.#load();
  }

  async #load() {
    this.#near.disconnect();
    this.#failed = false;
    this.#parts.note.textContent = 'The machine is loading …';
    let forbidden = false;
    const forbid = () => forbidden = true;
    document.addEventListener('securitypolicyviolation', forbid);
    try {
      if (!globalThis.WebAssembly) throw Object.assign(Error(), { code: 'no-wasm' });
      const { start } = await import(here('machine.js'));
      this.#machine = await start(this, this.#parts.machine, (name, detail) => name === 'crash' ? this.#fail(name) : this.#tell(name, detail));
      this.#parts.still.hidden = true;
    } catch (error) {
      await new Promise((it) => setTimeout(it, 50)); // a violation is told late
      this.#fail(await why(error, forbidden), error.message);
      throw error;
    } finally {
      document.removeEventListener('securitypolicyviolation', forbid);
    }
  }

  #show(note) {
    this.#parts.note.textContent = note;
    this.#parts.still.hidden = false;
    this.#parts.machine.replaceChildren();
    this.#machine = this.#loading = null;
  }

  #fail(code, text) {
    this.#show(REASONS[code] ?? text);
    this.#failed = true;
    this.#tell('error', { code, message: this.#parts.note.textContent });
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(`ringside-${name}`, { detail, bubbles: true, composed: true }));
  }

  async destroy() {
    await this.#loading?.catch(() => {});
    this.#machine?.destroy();
    this.#show('');
  }

  get state() {
    return this.#failed ? 'failed' : this.#machine?.lifecycle ?? (this.#loading ? 'loading' : 'idle');
  }
  get permalink() {
    return this.#machine?.permalink ?? this.querySelector('a')?.href ?? here('./');
  }
}
customElements.get('ringside-machine') ?? customElements.define('ringside-machine', RingsideMachine);
