//! Builds the page: the crate `web` as WASM, its JavaScript, the entry page, styles and files, and their compressed
//! copies, all in one directory that any server of static files can serve. Needs no tool but cargo.

use std::fs;
use std::path::{Path, PathBuf};

use wasm_bindgen_cli_support::Bindgen;

use crate::compress::{self, Sizes};
use crate::html::{self, Asset};
use crate::icon;
use crate::poster;
use crate::process::{cargo, run};
use crate::root::{cargo_home, root, target};
use crate::shorten;
use crate::split::split;
use crate::stage::stage;
use crate::tools::{GUEST, WASM, ensure_std_source, ensure_targets, sysroot};
use crate::{Error, Explain, Result};

/// The base name of the page's script and its WASM, as Trunk names them.
const NAME: &str = "web";

/// Where the page has the sources of the guest, which it fetches one by one.
pub(crate) const SOURCES: &str = "sources/";

/// A page, ready to be served.
#[derive(Clone, Debug)]
pub struct Page {
    /// Where it is.
    pub directory: PathBuf,
    /// What a browser downloads for it.
    pub files: Vec<(String, Sizes)>,
}

/// Builds the page into `dist/` of the checkout.
pub fn page() -> Result<Page> {
    ensure_targets(&[WASM, GUEST])?;
    ensure_std_source()?;
    let wasm = stage("page: compile", compile)?;
    let directory = root().join("dist");
    let files = stage("page: bundle", || {
        clear(&directory)?;
        bind(&wasm, &directory)?;
        entry(&directory)?;
        for (name, poster) in poster::posters()? {
            write(&directory.join(name), &poster)?;
        }
        for (name, picture) in icon::pictures()? {
            write(&directory.join(name), &picture)?;
        }
        copies(&directory)
    })?;
    Ok(Page { directory, files })
}

impl Page {
    /// What a browser downloads, as a table with its sum.
    pub fn table(&self) -> String {
        let mut text =
            format!("{:<28} {:>10} {:>10} {:>10}\n", "what the browser downloads", "raw", "gzip", "brotli");
        let mut sum = Sizes::default();
        let mut row = |name: &str, sizes: &Sizes| {
            let [raw, gzip, brotli] = [sizes.raw, sizes.gzip, sizes.brotli].map(kilobytes);
            text += &format!("{name:<28} {raw:>10} {gzip:>10} {brotli:>10}\n");
        };
        let (sources, page): (Vec<_>, Vec<_>) =
            self.files.iter().partition(|(name, _)| name.starts_with(SOURCES));
        for (name, sizes) in page {
            row(name, sizes);
            sum.raw += sizes.raw;
            sum.gzip += sizes.gzip;
            sum.brotli += sizes.brotli;
        }
        row("sum", &sum);
        let mut all = Sizes::default();
        for (_, sizes) in sources {
            all.raw += sizes.raw;
            all.gzip += sizes.gzip;
            all.brotli += sizes.brotli;
        }
        row("sources, each when shown", &all);
        text
    }
}

/// Writes the compressed copies of every file in a page's directory.
pub(crate) fn copies(directory: &Path) -> Result<Vec<(String, Sizes)>> {
    let mut names = names(directory)?;
    names.retain(|name| {
        [".html", ".css", ".js", ".wasm", ".svg", ".png", ".rs", ".webmanifest"]
            .iter()
            .any(|ending| name.ends_with(ending))
    });
    names
        .into_iter()
        .map(|name| compress::beside(&directory.join(&name)).map(|sizes| (name, sizes)))
        .collect()
}

fn compile() -> Result<PathBuf> {
    let mut build =
        cargo(&["build", "--package", "web", "--target", WASM, "--release", "--features", "split"]);
    // The standard library as it is shipped is built for speed, and copies its sorting into every user: 21 KB of the
    // download. What a panic would say, and where, is 19 KB more, and no person could read it; `web/program.js` hears of
    // it. Both are unstable features of this toolchain, which is pinned.
    build.env("RUSTC_BOOTSTRAP", "1");
    build.args(["-Zbuild-std=std,panic_abort", "-Zbuild-std-features=optimize_for_size"]);
    // What takes the program apart reads who calls whom.
    let mut flags = remapped()?;
    let more = ["-Zunstable-options", "-Cpanic=immediate-abort", "-Clink-arg=--emit-relocs"];
    flags.extend(more.map(str::to_string));
    build.env("CARGO_PROFILE_RELEASE_STRIP", "none");
    run(build.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}")))?;
    Ok(target().join(WASM).join("release").join(format!("{NAME}.wasm")))
}

/// Flags that keep the builder's paths out of panic messages: so that two machines build equal bytes, and nobody is named.
fn remapped() -> Result<Vec<String>> {
    let mut places = vec![(root(), "/ringside"), (sysroot()?.join("lib/rustlib/src/rust"), "/rust")];
    places.extend(cargo_home().map(|path| (path, "/cargo")));
    Ok(places.iter().map(|(from, to)| format!("--remap-path-prefix={}={to}", from.display())).collect())
}

/// Writes the script and the WASM that wasm-bindgen makes of what cargo built, and the parts that are fetched later.
fn bind(wasm: &Path, directory: &Path) -> Result<()> {
    let split = split(wasm, directory)?;
    let mut bindgen = Bindgen::new();
    // The parts come to know each other by the table of functions, which the linker has exported.
    bindgen.keep_lld_exports(true);
    bindgen.input_path(&split.main).out_name(NAME).typescript(false).remove_name_section(true);
    bindgen.remove_producers_section(true).omit_default_module_path(false);
    let result = bindgen.web(true).and_then(|bindgen| bindgen.generate(directory));
    result.explain(|| "wasm-bindgen cannot make a module of the page".to_string())?;
    let [program, script] = ["_bg.wasm", ".js"].map(|ending| directory.join(format!("{NAME}{ending}")));
    let bytes = fs::read(&program).explain(|| format!("{} cannot be read", program.display()))?;
    let (bytes, text) = shorten::names(&bytes, &split.script(&read(&script)?)?)?;
    write(&program, &bytes)?;
    write(&script, &text)?;
    for name in names(directory)?.iter().filter(|name| name.ends_with(".wasm")) {
        let bytes = fs::read(directory.join(name)).explain(|| format!("{name} cannot be read"))?;
        if let Some(place) = named_place(&bytes) {
            return Err(Error(format!("{name} contains the path {place} of this machine.")));
        }
    }
    Ok(())
}

/// A directory of this machine whose name is in the bytes.
fn named_place(bytes: &[u8]) -> Option<String> {
    let places = [Some(root()), cargo_home()].into_iter().flatten().map(|place| place.display().to_string());
    places.into_iter().find(|place| bytes.windows(place.len()).any(|window| window == place.as_bytes()))
}

/// Writes the entry page, and the files it asks for. The stylesheets become one, in their order.
fn entry(directory: &Path) -> Result<()> {
    let mut styles = String::new();
    let page = html::replace(&read(&root().join("index.html"))?, |asset| {
        Ok(match asset {
            Asset::Crate => String::new(),
            Asset::File(href) => copy(href, directory).map(|_| String::new())?,
            Asset::Directory(href, to) => {
                copy_all(&root().join(href), &directory.join(to)).map(|()| String::new())?
            }
            Asset::Icon(href) => format!("<link rel=\"icon\" href=\"./{}\">", copy(href, directory)?),
            Asset::Style(href) => {
                let first = styles.is_empty();
                styles += &read(&root().join(href))?;
                if first { format!("<link rel=\"stylesheet\" href=\"./{NAME}.css\">") } else { String::new() }
            }
        })
    })?;
    for (name, text) in [("index.html".to_string(), page), (format!("{NAME}.css"), styles)] {
        write(&directory.join(name), &text)?;
    }
    Ok(())
}

fn write(file: &Path, contents: impl AsRef<[u8]>) -> Result<()> {
    fs::write(file, contents).explain(|| format!("{} cannot be written", file.display()))
}

/// Copies a file of the checkout into the page's directory, as Trunk does: by its name alone.
fn copy(href: &str, directory: &Path) -> Result<String> {
    let from = root().join(href);
    let name = from.file_name().unwrap_or_default().to_string_lossy().into_owned();
    fs::copy(&from, directory.join(&name)).explain(|| format!("{} cannot be copied", from.display()))?;
    Ok(name)
}

/// Copies all files of a directory, however deep.
fn copy_all(from: &Path, to: &Path) -> Result<()> {
    for name in names(from)? {
        let (from, to) = (from.join(&name), to.join(&name));
        let made = to.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::copy(&from, &to));
        made.explain(|| format!("{} cannot be copied", from.display()))?;
    }
    Ok(())
}

fn read(file: &Path) -> Result<String> {
    fs::read_to_string(file).explain(|| format!("{} cannot be read", file.display()))
}

/// Makes an empty directory of it.
pub(crate) fn clear(directory: &Path) -> Result<()> {
    if directory.exists() {
        fs::remove_dir_all(directory).explain(|| format!("{} cannot be emptied", directory.display()))?;
    }
    fs::create_dir_all(directory).explain(|| format!("{} cannot be made", directory.display()))
}

/// The names of all files under a directory, from there, in order.
pub(crate) fn names(directory: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    list(directory, "", &mut names)?;
    names.sort();
    Ok(names)
}

fn list(directory: &Path, prefix: &str, names: &mut Vec<String>) -> Result<()> {
    let unreadable = || format!("{} cannot be read", directory.display());
    for entry in fs::read_dir(directory).explain(unreadable)? {
        let path = entry.explain(unreadable)?.path();
        let name = format!("{prefix}{}", path.file_name().unwrap_or_default().to_string_lossy());
        match path.is_dir() {
            true => list(&path, &format!("{name}/"), names)?,
            false => names.push(name),
        }
    }
    Ok(())
}

fn kilobytes(bytes: u64) -> String {
    format!("{:.1} KB", bytes as f64 / 1000.0)
}
