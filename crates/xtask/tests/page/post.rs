//! A post on a page of another origin than the machine's, as the tests write and open it.

use std::fs;
use std::sync::OnceLock;

use serde_json::{Value, json};
use xtask::root::target;
use xtask::serve::{Port, Server};

use crate::LAPTOP;
use crate::driver::Browser;
use crate::engine::Engine;
use crate::visit::server;

/// A post on a page of another origin than the machine's, open in a browser.
pub struct Post {
    pub browser: Browser,
}

impl std::ops::Deref for Post {
    type Target = Browser;

    fn deref(&self) -> &Browser {
        &self.browser
    }
}

/// Posts, served from an origin of their own.
fn posts() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(|| {
        let directory = target().join("page/posts");
        fs::create_dir_all(&directory).expect("the directory of the posts can be made");
        Server::start(&directory, Port::Any).unwrap_or_else(|error| panic!("{error}"))
    })
}

pub fn host() -> String {
    server().url().trim_end_matches('/').to_string()
}

impl Post {
    /// Opens a post with this head and body; `HOST` in them is where the machine comes from.
    pub fn open(name: &str, head: &str, body: &str) -> Self {
        let text = format!(
            "<!doctype html><html lang='en'><head><meta charset='utf-8'><title>A post</title><link rel='icon' href='data:,'>{head}</head><body>{body}</body></html>"
        );
        let url = posts().url();
        let file = target().join(format!("page/posts/{name}.html"));
        fs::write(file, text.replace("HOST", &host())).expect("a post can be written");
        let browser = Browser::start(LAPTOP);
        browser.open(&format!("{url}{name}.html"));
        Self { browser }
    }

    /// The same post in another browser; `None` where that is not to be had.
    pub fn in_engine(engine: Engine, name: &str) -> Option<Self> {
        let browser = Browser::start_in(engine, LAPTOP)?;
        browser.open(&format!("{}{name}.html", posts().url()));
        Some(Self { browser })
    }

    /// The same, with the element's script.
    pub fn with_elements(name: &str, policy: &str, body: &str) -> Self {
        let policy = match policy {
            "" => String::new(),
            policy => format!("<meta http-equiv='Content-Security-Policy' content=\"{policy}\">"),
        };
        Self::open(name, &format!("{policy}<script type='module' src='HOST/ringside.js'></script>"), body)
    }

    /// What the body of an async function returns; `m` in it are the machines of the page.
    #[track_caller]
    pub fn asks(&self, body: &str) -> Value {
        let script = format!(
            "return (async () => {{
                await customElements.whenDefined('ringside-machine');
                const m = [...document.querySelectorAll('ringside-machine')];
                {body}
            }})().catch((error) => 'FAILED ' + error);"
        );
        let answer = self.script(&script, json!([]));
        assert!(!answer.as_str().is_some_and(|it| it.starts_with("FAILED")), "{body}\n{answer}");
        answer
    }

    #[track_caller]
    pub fn sees(&self, what: &str, mut seen: impl FnMut() -> bool) {
        assert!(self.wait(&mut seen).is_some(), "no sign of {what}\n{}", self.complaints().join("\n"));
    }
}
