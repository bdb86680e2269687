//! What the parts of the page may cost: the limits in bytes, part by part, as a browser downloads them with brotli.

use crate::bundle::Page;
use crate::compress::Sizes;

/// A part: its name, the beginnings of the names of its files, and the most bytes it may have.
type Budget = (&'static str, &'static [&'static str], u64);

/// The page, its styles and the script that loads the program.
const SHELL: &[&str] = &["index.html", "boot-", "web-", "icon-", "manifest.webmanifest"];

/// All that a first visit downloads, but for the source files that are shown.
const VISIT: &[&str] = &["index.html", "boot-", "web-", "icon-", "manifest.webmanifest", "web_bg-"];

/// The most bytes that a first visit may download, but for those.
pub const FIRST_VISIT: u64 = 500 << 10;

const BUDGETS: &[Budget] = &[
    ("the loader of an embedded machine", &["ringside.js"], 2 << 10),
    ("the first paint", SHELL, 100 << 10),
    ("a first visit", VISIT, FIRST_VISIT),
    ("the panels behind tabs and buttons", &["split_later-", "chunk_"], 120 << 10),
    ("what reads files of one's own", &["split_files-"], 64 << 10),
    ("German", &["split_german-"], 16 << 10),
    ("what a machine in a post needs besides", &["machine-", "split_embedding-"], 16 << 10),
    ("the icons of an installed page", &["tile-"], 52 << 10),
];

/// Each part with its size and its budget, one line each, and whether one is over.
pub fn check(page: &Page) -> (String, bool) {
    let mut over = false;
    let line = |(name, starts, most): &Budget| {
        let parts = page.files.iter().filter(|(file, _)| starts.iter().any(|start| file.starts_with(start)));
        let len: u64 = parts.map(|(_, Sizes { brotli, .. })| *brotli).sum();
        over |= len > *most || len == 0;
        format!("{} {name}: {len} bytes of at most {most}\n", if len > *most { "✗" } else { "✓" })
    };
    (BUDGETS.iter().map(line).collect(), over)
}
