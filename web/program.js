// What stands before the script that wasm-bindgen makes, in one module with it: a page may have several instances of the
// program, and each has this for itself.

let hears = null;
/** `call` hears, once, what this program has broken with. After that nothing of it may be called again. */
export const on_crash = (call) => { hears = call; };
const guard = (call) => (...args) => {
  try {
    return call(...args);
  } catch (error) {
    // A trap, or a stack that is full; what the browser refuses is the program's to deal with.
    if (error instanceof WebAssembly.RuntimeError || error instanceof RangeError) {
      hears?.(error.stack?.includes(error.message) ? error.stack : `${error}\n${error.stack}`);
      hears = null;
    }
    throw error;
  }
};
/** The functions of a program, such that who listens hears when it breaks. */
const guarded = (exports) =>
  Object.fromEntries(Object.entries(exports).map(([name, it]) => [name, typeof it === 'function' ? guard(it) : it]));

// The parts of the program that lie in files of their own, by the mark that leads to them: the last file of a mark is its own,
// those before it are shared with others.
const PARTS = (() => {
  const marks = {/* FILES */};
  const parts = new Map();
  const download = async (name) => {
    const answer = await fetch(new URL(name, import.meta.url));
    if (!answer.ok) throw Error(`${name} is not there.`);
    return answer.arrayBuffer();
  };
  /** Fetches a part, and puts it to the program once those before it are. What failed is tried again when it is asked for. */
  const part = (name, before) => {
    if (!parts.has(name)) {
      // A page that is a single file has its parts in it.
      const bytes = (document.documentElement.fetchPart ?? download)(name);
      const made = Promise.all([bytes, before])
        .then(([bytes]) => WebAssembly.instantiate(bytes, { __wasm_split: initSync() }));
      made.catch(() => parts.delete(name));
      parts.set(name, made);
    }
    return parts.get(name);
  };
  const load = (names) => async (call, data) => {
    const done = names.reduce((before, name) => part(name, before), Promise.resolve());
    const fine = await done.then(() => true, (error) => console.error(error));
    guard(initSync().__indirect_function_table.get(call))(data, fine ?? false);
  };
  return Object.fromEntries(Object.entries(marks).map(([mark, names]) => [`__wasm_split_load_${mark}`, load(names)]));
})();
