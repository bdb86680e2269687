//! The page as a single file, which runs from a memory stick, out of a mail, in a room without a network. What the page
//! would fetch lies in it: scripts and styles as they are, the program and the guest's sources packed, pictures as data.

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

use crate::bundle;
use crate::compress::gzip;
use crate::root::{root, target};
use crate::split::is_part;
use crate::stage::stage;
use crate::{Error, Explain, Result};

/// The policy that the file brings along: nothing outside of it can be asked for (CSP Level 3, §2.3 "Directives").
const POLICY: &str = concat!(
    "default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval'; ",
    "style-src 'unsafe-inline'; img-src data: blob:"
);

/// Builds the page into one file: this one, or `ringside.html` in cargo's directory. Returns where it is and its bytes.
pub fn single_file(to: Option<PathBuf>) -> Result<(PathBuf, usize)> {
    let page = bundle::page()?;
    let file = to.unwrap_or_else(|| target().join("ringside.html"));
    let text = stage("export: one file", || text(&page.directory))?;
    fs::write(&file, &text).explain(|| format!("{} cannot be written", file.display()))?;
    Ok((file, text.len()))
}

/// The page in this directory, as one HTML text.
pub fn text(directory: &Path) -> Result<String> {
    let read = |name: &str| {
        let file = directory.join(name);
        fs::read(&file).explain(|| format!("{} cannot be read", file.display()))
    };
    let script = |name: &str| {
        let text = String::from_utf8(read(name)?).explain(|| format!("{name} is not text"))?;
        match text.to_ascii_lowercase().contains("</script") || text.contains("<!--") {
            true => Err(Error(format!("{name} would end the script that it stands in."))),
            false => Ok(text),
        }
    };
    let packed = |bytes: &[u8]| {
        gzip(bytes).map(|it| STANDARD.encode(it)).explain(|| "it cannot be packed".to_string())
    };
    let single = root().join("web/single.js");
    let single = fs::read_to_string(&single).explain(|| format!("{} cannot be read", single.display()))?;
    let styles = String::from_utf8(read("web.css")?).explain(|| "web.css is not text".to_string())?;
    let module = format!("{}\n{single}", script("web.js")?);
    let sources = Value::Object(sources(directory, &directory.join(bundle::SOURCES))?).to_string();

    let mut page = String::from_utf8(read("index.html")?).explain(|| "index.html is not text".to_string())?;
    let mut put = |old: &str, new: &str| match page.matches(old).count() {
        1 => {
            page = page.replacen(old, new, 1);
            Ok(())
        }
        n => Err(Error(format!("index.html has `{old}` {n} times, not once."))),
    };
    put("<script src=\"./boot.js\"></script>", &format!("<script>\n{}</script>", script("boot.js")?))?;
    put("<link rel=\"stylesheet\" href=\"./web.css\">", &format!("<style>\n{styles}</style>"))?;
    put("<link rel=\"manifest\" href=\"manifest.webmanifest\">", "")?;
    put("<link rel=\"apple-touch-icon\" href=\"./tile-180.png\">", "")?;
    let charset = "<meta charset=\"utf-8\">";
    let policy = format!("{charset}\n  <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">");
    put(charset, &policy)?;
    for (name, attribute) in
        [("icon.svg", "href=\"./"), ("poster.svg", "src=\""), ("poster-dark.svg", "src=\"")]
    {
        let (head, _) = attribute.split_once('"').unwrap_or_default();
        let data = format!("{head}\"data:image/svg+xml;base64,{}\"", STANDARD.encode(read(name)?));
        put(&format!("{attribute}{name}\""), &data)?;
    }
    let mut end = String::new();
    let mut hold = |id: &str, bytes: &[u8]| -> Result<()> {
        end += &format!("<script type=\"text/plain\" id=\"{id}\">{}</script>\n", packed(bytes)?);
        Ok(())
    };
    hold("program", &read("web_bg.wasm")?)?;
    hold("sources", sources.as_bytes())?;
    for name in bundle::names(directory)?.iter().filter(|name| is_part(name)) {
        hold(name, &read(name)?)?;
    }
    end += &format!("<script type=\"module\">\n{module}</script>\n</body>");
    put("</body>", &end)?;
    Ok(page)
}

/// The texts of the guest's sources, by their paths.
fn sources(directory: &Path, folder: &Path) -> Result<Map<String, Value>> {
    let unreadable = || format!("{} cannot be read", folder.display());
    let mut texts = Map::new();
    for entry in fs::read_dir(folder).explain(unreadable)? {
        let path = entry.explain(unreadable)?.path();
        if path.is_dir() {
            texts.extend(sources(directory, &path)?);
        } else if !path.extension().is_some_and(|kind| kind == "br" || kind == "gz") {
            let text = fs::read_to_string(&path).explain(|| format!("{} cannot be read", path.display()))?;
            let name = path.strip_prefix(directory.join(bundle::SOURCES)).unwrap_or(&path);
            texts.insert(name.to_string_lossy().replace('\\', "/"), text.into());
        }
    }
    Ok(texts)
}
