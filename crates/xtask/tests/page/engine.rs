//! The browsers that are about: how each and its driver are started. What is done with them is the same (`driver.rs`).

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};
use xtask::tools;

use crate::driver::Window;

/// Chromium's flags: no window, no network of its own.
const FLAGS: &[&str] = &[
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    // A machine with much to do would count our window among those that nobody looks at.
    "--disable-renderer-backgrounding",
    "--disable-backgrounding-occluded-windows",
    "--disable-background-timer-throttling",
    "--force-color-profile=srgb",
];

/// A browser's engine.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Engine {
    Chromium,
    Firefox,
    WebKit,
}

impl Engine {
    /// Starts its driver, to listen at `port`: what runs now, the driver first, and what a new WebDriver session asks for
    /// (W3C WebDriver 2, §7 "Capabilities"). What Chromium keeps goes to `profile`. `None` where this engine is not to be had.
    pub fn start(self, port: u16, profile: &Path, window: Window) -> Option<(Vec<Child>, Value)> {
        let engines = || tools::ensure_engines().unwrap_or_else(|error| panic!("{error}"));
        let port = format!("--port={port}");
        Some(match self {
            Self::Chromium => {
                let tools = tools::ensure_browser().unwrap_or_else(|error| panic!("{error}"));
                let mut flags: Vec<String> = FLAGS.iter().map(|flag| flag.to_string()).collect();
                flags.push(format!("--user-data-dir={}", profile.display()));
                flags.push(format!("--accept-lang={}", window.language));
                let wish = json!({
                    "browserName": "chrome",
                    "goog:chromeOptions": { "binary": tools.chromium, "args": flags },
                    "goog:loggingPrefs": { "browser": "ALL" },
                });
                (vec![quiet(Command::new(tools.chromedriver).arg(port))], wish)
            }
            Self::Firefox => {
                let tools = engines();
                let size = [format!("--width={}", window.width), format!("--height={}", window.height)];
                let args = [&["-headless".to_string()][..], &size].concat();
                let options = json!({ "binary": tools.firefox, "args": args });
                let wish = json!({ "browserName": "firefox", "moz:firefoxOptions": options });
                (vec![quiet(Command::new(tools.geckodriver).arg(port))], wish)
            }
            Self::WebKit => {
                let [driver, screen] = engines().webkit?;
                let (screen, display) = self::screen(&screen);
                let driver = quiet(Command::new(driver).arg(port).env("DISPLAY", display));
                let options = json!({ "args": ["--automation"] });
                (
                    vec![driver, screen],
                    json!({ "browserName": "MiniBrowser", "webkitgtk:browserOptions": options }),
                )
            }
        })
    }
}

fn quiet(command: &mut Command) -> Child {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the driver starts")
}

/// Starts an X server that shows nothing, and says its name: it chooses a number that is free.
fn screen(program: &Path) -> (Child, String) {
    let mut command = Command::new(program);
    command.args(["-displayfd", "1", "-screen", "0", "1600x1000x24"]);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut server = command.spawn().expect("the X server starts");
    let mut number = String::new();
    let said = server.stdout.as_mut().expect("it is piped");
    BufReader::new(said).read_line(&mut number).expect("the X server says its number");
    (server, format!(":{}", number.trim()))
}
