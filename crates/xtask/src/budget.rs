//! What a first visit may cost: the limits in bytes, part by part, as a browser downloads them with brotli.

use crate::bundle::Page;
use crate::compress::Sizes;

/// A part: its name, the beginnings of the names of its files, and the most bytes it may have.
type Budget = (&'static str, &'static [&'static str], u64);

/// The page, its styles and the script that loads the program.
const SHELL: &[&str] = &["index.html", "boot-", "web-", "icon-", "manifest.webmanifest"];

/// All that a first visit downloads. The aim for it is 500 KB; it is at 780, of which the kernel is 180, the programs of the
/// guest 90, and the rest the page's own code.
const VISIT: &[&str] = &["index.html", "boot-", "web-", "icon-", "manifest.webmanifest", "web_bg-"];

const BUDGETS: &[Budget] = &[
    ("the loader of an embedded machine", &["ringside.js"], 2 << 10),
    ("the first paint", SHELL, 100 << 10),
    ("the program", &["web_bg-"], 790 << 10),
    ("a first visit", VISIT, 810 << 10),
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
