// Runs a WASM program of Rust's target wasm32-wasip1: `node run.mjs PROGRAM ARGUMENTS`. Cargo calls it (.cargo/config.toml).
import { readFile } from "node:fs/promises";
import { argv } from "node:process";
import { WASI } from "node:wasi";

const [, , program, ...args] = argv;
const wasi = new WASI({ version: "preview1", args: [program, ...args], preopens: { "/": "/" } });
const module = await WebAssembly.compile(await readFile(program));
wasi.start(await WebAssembly.instantiate(module, wasi.getImportObject()));
