//! A small server of static files for this machine only: the compressed copies to those who take them, nothing from
//! outside the directory, nothing kept by the browser.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use tiny_http::{Header, Method, Request, Response, StatusCode};

use crate::{Error, Explain, Result, headers};

/// How many requests are answered at once: a browser opens six connections.
const THREADS: usize = 6;
/// How many ports after the wished one are tried.
const PORTS: u16 = 20;

/// Which port to listen on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Port {
    /// This one or none.
    Exactly(u16),
    /// This one or the next that is free.
    From(u16),
    /// Any that is free.
    Any,
}

/// A server that answers until it is dropped.
pub struct Server {
    address: SocketAddr,
    http: Arc<tiny_http::Server>,
    threads: Vec<JoinHandle<()>>,
}

impl Server {
    /// Serves the files of a directory.
    pub fn start(directory: &Path, port: Port) -> Result<Self> {
        let http = Arc::new(listen(port)?);
        let address =
            http.server_addr().to_ip().ok_or_else(|| Error("The server has no address.".to_string()))?;
        let answer = |http: Arc<tiny_http::Server>, directory: PathBuf| {
            move || http.incoming_requests().for_each(|request| respond(request, &directory))
        };
        let threads =
            (0..THREADS).map(|_| thread::spawn(answer(http.clone(), directory.to_path_buf()))).collect();
        Ok(Self { address, http, threads })
    }

    /// The address to open.
    pub fn url(&self) -> String {
        format!("http://localhost:{}/", self.address.port())
    }

    /// Serves until the process is ended.
    pub fn join(mut self) {
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        for thread in self.threads.drain(..) {
            self.http.unblock();
            drop(thread);
        }
    }
}

fn listen(port: Port) -> Result<tiny_http::Server> {
    let (first, last) = match port {
        Port::Exactly(port) => (port, port),
        Port::From(port) => (port, port.saturating_add(PORTS)),
        Port::Any => (0, 0),
    };
    let bind = |port| tiny_http::Server::http((Ipv4Addr::LOCALHOST, port));
    let mut result = bind(first);
    for next in first..last {
        if result.is_err() {
            result = bind(next + 1);
        }
    }
    result.explain(|| match first == last {
        true => format!("Port {first} cannot be opened"),
        false => format!("None of the ports {first} to {last} can be opened"),
    })
}

fn respond(request: Request, directory: &Path) {
    let status =
        |code: u16| Response::from_string(StatusCode(code).default_reason_phrase()).with_status_code(code);
    // A browser that went away is no concern of ours.
    let _ = if !matches!(request.method(), Method::Get | Method::Head) {
        request.respond(status(405))
    } else if let Some(file) = file_for(directory, request.url()) {
        let (file, encoding) = variant(&file, &accepted(&request));
        match fs::read(&file) {
            Ok(bytes) => {
                let mut response = Response::from_data(bytes);
                let plain = if encoding.is_some() { file.with_extension("") } else { file };
                let mut fields = vec![
                    ("Content-Type", content_type(&plain)),
                    ("Cache-Control", "no-cache"),
                    ("Vary", "Accept-Encoding"),
                    ("Access-Control-Allow-Origin", "*"), // the page may be embedded, sandboxed too
                    ("X-Content-Type-Options", "nosniff"),
                ];
                fields.extend(encoding.map(|name| ("Content-Encoding", name)));
                let own = headers::fields(directory, &plain);
                fields.retain(|(name, _)| !own.iter().any(|(other, _)| other.eq_ignore_ascii_case(name)));
                let own = own.iter().map(|(name, value)| (&**name, &**value));
                for (name, value) in own.chain(fields) {
                    // A field that cannot be said is left out.
                    if let Ok(field) = Header::from_bytes(name, value) {
                        response.add_header(field);
                    }
                }
                request.respond(response)
            }
            Err(_) => request.respond(status(404)),
        }
    } else {
        request.respond(status(404))
    };
}

/// The file in `directory` that a request means, if it means one: names only, never up, never absolute.
fn file_for(directory: &Path, url: &str) -> Option<PathBuf> {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let path = percent_decoded(path)?;
    let path = Path::new(path.trim_start_matches('/'));
    if path.to_string_lossy().contains('\\') || !path.components().all(|c| matches!(c, Component::Normal(_)))
    {
        return None;
    }
    let file = directory.join(path);
    let file = if file.is_dir() { file.join("index.html") } else { file };
    file.is_file().then_some(file)
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digits = [rest.next()?, rest.next()?];
                u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?
            }
            other => other,
        });
    }
    String::from_utf8(bytes).ok().filter(|text| !text.contains('\0'))
}

/// The Accept-Encoding field of a request.
fn accepted(request: &Request) -> String {
    let field = request.headers().iter().find(|header| header.field.equiv("Accept-Encoding"));
    field.map(|header| header.value.to_string()).unwrap_or_default()
}

/// The smallest copy of `file` that the reader takes, and its encoding.
fn variant(file: &Path, accepted: &str) -> (PathBuf, Option<&'static str>) {
    let takes = |name: &str| {
        accepted.split(',').any(|choice| {
            let mut parts = choice.split(';').map(str::trim);
            parts.next() == Some(name) && !parts.any(|weight| weight == "q=0")
        })
    };
    for (encoding, suffix) in [("br", "br"), ("gzip", "gz")] {
        let copy = PathBuf::from(format!("{}.{suffix}", file.display()));
        if takes(encoding) && copy.is_file() {
            return (copy, Some(encoding));
        }
    }
    (file.to_path_buf(), None)
}

/// The media type by the name's ending.
fn content_type(file: &Path) -> &'static str {
    match file.extension().and_then(|ending| ending.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "json" | "webmanifest" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "txt" | "md" | "rs" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(url: &str, found: bool) {
        let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        assert_eq!(file_for(&directory, url).is_some(), found, "{url}");
    }

    #[test]
    fn a_file_is_found_by_its_name() {
        check("/serve.rs", true);
        check("/serve.rs?x=1#y", true);
        check("/s%65rve.rs", true);
        check("/nothing.rs", false);
    }

    #[test]
    fn nothing_outside_the_directory_is_ever_found() {
        for url in
            ["/../Cargo.toml", "/%2e%2e/Cargo.toml", "/..%2fCargo.toml", "/..\\Cargo.toml", "//etc/passwd"]
        {
            check(url, false);
        }
        check("/bin/../../Cargo.toml", false);
        check("/serve.rs%00.html", false);
        check("/%zz", false);
    }

    #[test]
    fn the_compressed_copy_goes_to_those_who_take_it() {
        let directory = std::env::temp_dir().join(format!("ringside-serve-{}", std::process::id()));
        fs::create_dir_all(&directory).unwrap();
        for name in ["a.js", "a.js.gz", "a.js.br", "b.js"] {
            fs::write(directory.join(name), name).unwrap();
        }
        let encoding = |file: &str, accepted: &str| variant(&directory.join(file), accepted).1;
        assert_eq!(encoding("a.js", "gzip, deflate, br"), Some("br"));
        assert_eq!(encoding("a.js", "gzip, br;q=0"), Some("gzip"));
        assert_eq!(encoding("a.js", ""), None);
        assert_eq!(encoding("b.js", "br"), None);
        fs::remove_dir_all(&directory).unwrap();
    }
}
