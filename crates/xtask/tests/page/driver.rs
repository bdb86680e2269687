//! A person at a browser without a window: real keys, clicks and drags, by way of WebDriver. It knows nothing of our page.
//! WebDriver (W3C Recommendation 2, 2025) is JSON over HTTP; chromedriver adds DevTools commands and the console's log.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Child;
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use ureq::Body;
use ureq::http::Response;

use crate::engine::Engine;

/// How long a person would wait for something to appear.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often we look meanwhile.
const GLANCE: Duration = Duration::from_millis(30);
/// Longest that one command of the driver may take.
const TIMEOUT: Duration = Duration::from_secs(60);

/// Keys that have no letter (WebDriver §17.4.2 "Keyboard actions").
pub mod key {
    pub const BACKSPACE: char = '\u{e003}';
    pub const TAB: char = '\u{e004}';
    pub const ENTER: char = '\u{e007}';
    pub const ESCAPE: char = '\u{e00c}';
    pub const LEFT: char = '\u{e012}';
    pub const UP: char = '\u{e013}';
    pub const RIGHT: char = '\u{e014}';
    pub const HOME: char = '\u{e011}';
    pub const END: char = '\u{e010}';
}

/// A window to look at: what a laptop, an embedding page or a phone has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Window {
    /// What it is called in names of pictures.
    pub name: &'static str,
    pub width: u32,
    pub height: u32,
    /// Fingers, not a mouse.
    pub touch: bool,
    pub dark: bool,
    /// What the person speaks, as a browser says it; of Chromium only.
    pub language: &'static str,
}

/// A browser with one page. Ends with the value.
pub struct Browser {
    engine: Engine,
    /// The driver, and what it needs.
    programs: Vec<Child>,
    agent: ureq::Agent,
    session: String,
    profile: PathBuf,
    window: Window,
}

impl Browser {
    /// Starts Chromium and its driver, with a profile of their own.
    pub fn start(window: Window) -> Self {
        Self::start_in(Engine::Chromium, window).expect("Chromium is to be had everywhere")
    }

    /// The same with any browser. `None` where this engine is not to be had.
    pub fn start_in(engine: Engine, window: Window) -> Option<Self> {
        let port = TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a free port").port();
        let profile = std::env::temp_dir().join(format!("ringside-{}-{port}", std::process::id()));
        let (programs, wish) = engine.start(port, &profile, window)?;
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(TIMEOUT))
            .build()
            .new_agent();
        let session = format!("http://127.0.0.1:{port}/session");
        let mut browser = Self { engine, programs, agent, session, profile, window };
        let start = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(start.elapsed() < PATIENCE, "the driver of {engine:?} does not answer");
            sleep(GLANCE);
        }
        let created = browser.post("", json!({ "capabilities": { "alwaysMatch": wish } }));
        let id = created["sessionId"].as_str().expect("a WebDriver session has an id").to_string();
        browser.session = format!("{}/{id}", browser.session);
        browser.resize();
        Some(browser)
    }

    /// Makes the window its size, in device-independent pixels, light or dark; of the others than Chromium the size only.
    fn resize(&self) {
        let Window { width, height, touch, dark, .. } = self.window;
        if self.engine != Engine::Chromium {
            self.post("/window/rect", json!({ "width": width, "height": height }));
            return;
        }
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": touch });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics);
        self.devtools("Emulation.setTouchEmulationEnabled", json!({ "enabled": touch }));
        let scheme = if dark { "dark" } else { "light" };
        let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        self.devtools("Emulation.setEmulatedMedia", json!({ "features": features }));
    }

    /// Opens an address.
    pub fn open(&self, url: &str) {
        self.post("/url", json!({ "url": url }));
    }

    /// Types on the keyboard, to whatever has the focus.
    pub fn keys(&self, text: impl IntoIterator<Item = char>) {
        let press = |key: char| {
            [json!({ "type": "keyDown", "value": key }), json!({ "type": "keyUp", "value": key })]
        };
        let actions: Vec<Value> = text.into_iter().flat_map(press).collect();
        self.actions(json!({ "type": "key", "id": "keyboard", "actions": actions }));
    }

    /// Presses at the middle of the first visible element that `selector` finds, and lets go.
    #[track_caller]
    pub fn click(&self, selector: &str) {
        self.click_text(selector, "");
    }

    /// The same, of those whose text begins with `text`.
    #[track_caller]
    pub fn click_text(&self, selector: &str, text: &str) {
        let [x, y, width, height] = self.place(selector, text);
        self.stroke(&[(x + width / 2.0, y + height / 2.0)]);
    }

    /// Presses on what `handle` finds and drags it along `track`, to a part of its width.
    #[track_caller]
    pub fn drag(&self, handle: &str, track: &str, part: f64) {
        let [left, _, handle_width, _] = self.place(handle, "");
        let [x, y, width, height] = self.place(track, "");
        let (from, to, y) = (left + handle_width / 2.0, x + width * part, y + height / 10.0);
        self.stroke(&[(from, y), ((from + to) / 2.0, y), (to, y)]);
    }

    /// Chooses files in the file chooser that `selector` finds (WebDriver §12.5.3 "Element Send Keys").
    pub fn choose(&self, selector: &str, files: &[&Path]) {
        let found = self.post("/element", json!({ "using": "css selector", "value": selector }));
        let id = found.as_object().and_then(|it| it.values().next()?.as_str()).expect("an element has an id");
        let paths: Vec<_> = files.iter().map(|file| file.display().to_string()).collect();
        self.post(&format!("/element/{id}/value"), json!({ "text": paths.join("\n") }));
    }

    /// Drags files over what `selector` finds, and off it; `drops` them there instead. WebDriver has no such hand: these
    /// are the events that a browser sends.
    pub fn drag_files(&self, selector: &str, files: &[(&str, &[u8])], drops: bool) {
        let script = "const [selector, files, drops] = arguments;
            const dataTransfer = new DataTransfer();
            for (const [name, bytes] of files) dataTransfer.items.add(new File([new Uint8Array(bytes)], name));
            const on = document.querySelector(selector);
            const send = kind => on.dispatchEvent(
                new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer }));
            return ['dragenter', 'dragover', ...drops ? ['drop'] : []].map(send);";
        // Who lets files be dropped prevents what a browser does with them.
        let allowed = self.script(script, json!([selector, files, drops]));
        assert!(allowed.as_array().is_some_and(|it| it.iter().all(|it| it == false)), "{allowed}");
    }

    /// Moves the pointer to a place on what `selector` finds, told in parts of its width and height.
    #[track_caller]
    pub fn hover(&self, selector: &str, part: (f64, f64)) {
        let point = self.point(selector, part);
        self.pointer(vec![Self::go(point)]);
    }

    /// Presses there, drags it to another place on it, and lets go.
    #[track_caller]
    pub fn drag_on(&self, selector: &str, from: (f64, f64), to: (f64, f64)) {
        let (from, to) = (self.point(selector, from), self.point(selector, to));
        self.stroke(&[from, ((from.0 + to.0) / 2.0, (from.1 + to.1) / 2.0), to]);
    }

    /// Moves the pointer, pressed or not, from one place to another on what `selector` finds: for two seconds.
    #[track_caller]
    pub fn sweep(&self, selector: &str, (from, to): (f64, f64), pressed: bool) {
        let button = |kind| pressed.then(|| json!({ "type": kind, "button": 0 }));
        let go = |part: f64| Self::go(self.point(selector, (from + (to - from) * part, 0.4)));
        let mut actions = vec![go(0.0)];
        actions.extend(button("pointerDown"));
        // Each takes thirty milliseconds.
        actions.extend((1..=66).map(|i| go(f64::from(i) / 66.0)));
        actions.extend(button("pointerUp"));
        self.pointer(actions);
    }

    /// Turns the wheel there, a notch for each of `notches` (CSS pixels), thirty milliseconds apart.
    #[track_caller]
    pub fn wheel(&self, selector: &str, part: (f64, f64), notches: &[i64]) {
        let (x, y) = self.point(selector, part);
        let (x, y) = (x.round() as i64, y.round() as i64);
        let notch =
            |by: &i64| json!({ "type": "scroll", "x": x, "y": y, "deltaX": 0, "deltaY": by, "duration": 30 });
        let actions: Vec<Value> = notches.iter().map(notch).collect();
        self.actions(json!({ "type": "wheel", "id": "wheel", "actions": actions }));
    }

    /// Presses there twice.
    #[track_caller]
    pub fn double_click(&self, selector: &str, part: (f64, f64)) {
        let press = ["pointerDown", "pointerUp"].map(|kind| json!({ "type": kind, "button": 0 }));
        let go = Self::go(self.point(selector, part));
        self.pointer([vec![go], press.to_vec(), press.to_vec()].concat());
    }

    #[track_caller]
    fn point(&self, selector: &str, part: (f64, f64)) -> (f64, f64) {
        let [x, y, width, height] = self.place(selector, "");
        (x + width * part.0, y + height * part.1)
    }

    /// Where the middle of what `handle` finds is on `track`, as a part of its width.
    #[track_caller]
    pub fn part(&self, handle: &str, track: &str) -> f64 {
        let ([left, _, handle_width, _], [x, _, width, _]) = (self.place(handle, ""), self.place(track, ""));
        (left + handle_width / 2.0 - x) / width
    }

    /// Moves to the first point, presses, moves over the others, lets go.
    fn stroke(&self, points: &[(f64, f64)]) {
        let mut actions = vec![Self::go(points[0]), json!({ "type": "pointerDown", "button": 0 })];
        actions.extend(points[1..].iter().map(|point| Self::go(*point)));
        actions.push(json!({ "type": "pointerUp", "button": 0 }));
        self.pointer(actions);
    }

    fn go((x, y): (f64, f64)) -> Value {
        json!({ "type": "pointerMove", "duration": 30, "origin": "viewport", "x": x.round() as i64, "y": y.round() as i64 })
    }

    fn pointer(&self, actions: Vec<Value>) {
        let kind = if self.window.touch { "touch" } else { "mouse" };
        let parameters = json!({ "pointerType": kind });
        self.actions(json!({ "type": "pointer", "id": kind, "parameters": parameters, "actions": actions }));
    }

    fn actions(&self, device: Value) {
        self.post("/actions", json!({ "actions": [device] }));
    }

    /// Left, top, width and height of the first visible element that `selector` finds, scrolled into view. Waits, as a
    /// person would, until it is there and stands still.
    #[track_caller]
    fn place(&self, selector: &str, text: &str) -> [f64; 4] {
        let script = "const [selector, text] = arguments;
            const e = [...document.querySelectorAll(selector)]
                .find(e => e.checkVisibility() && e.innerText.trim().startsWith(text));
            if (!e) return null;
            e.scrollIntoView({ block: 'nearest', inline: 'nearest' });
            const r = e.getBoundingClientRect();
            return [r.left, r.top, r.width, r.height];";
        let mut place = None;
        self.wait(|| {
            let before = place.take();
            place = serde_json::from_value(self.script(script, json!([selector, text]))).ok();
            place.is_some() && place == before
        });
        place.unwrap_or_else(|| panic!("`{selector}` is not to be seen"))
    }

    /// Whether anything that `selector` finds is to be seen.
    pub fn is_visible(&self, selector: &str) -> bool {
        let script = "return [...document.querySelectorAll(arguments[0])].some(e => e.checkVisibility());";
        self.script(script, json!([selector])) == true
    }

    /// The text of the first visible element that `selector` finds, as it is seen; nothing if there is none.
    pub fn text(&self, selector: &str) -> String {
        let script = "const e = [...document.querySelectorAll(arguments[0])].find(e => e.checkVisibility());
            return e ? e.innerText : '';";
        self.script(script, json!([selector])).as_str().unwrap_or_default().to_string()
    }

    /// The text of the first element that `selector` finds, seen or not.
    pub fn content(&self, selector: &str) -> String {
        let script = "return document.querySelector(arguments[0])?.textContent ?? '';";
        self.script(script, json!([selector])).as_str().unwrap_or_default().to_string()
    }

    /// An attribute of the first element that `selector` finds.
    pub fn attribute(&self, selector: &str, name: &str) -> Option<String> {
        let script = "return document.querySelector(arguments[0])?.getAttribute(arguments[1]);";
        self.script(script, json!([selector, name])).as_str().map(str::to_string)
    }

    /// What a script returns, for what has no other way.
    pub fn script(&self, script: &str, args: Value) -> Value {
        self.post("/execute/sync", json!({ "script": script, "args": args }))
    }

    /// What a script gives to its last argument, which it may call later.
    pub fn script_later(&self, script: &str, args: Value) -> Value {
        self.post("/execute/async", json!({ "script": script, "args": args }))
    }

    /// Looks until `seen` is true; `None` if a person would have given up.
    pub fn wait(&self, mut seen: impl FnMut() -> bool) -> Option<()> {
        let start = Instant::now();
        while !seen() {
            if start.elapsed() > PATIENCE {
                return None;
            }
            sleep(GLANCE);
        }
        Some(())
    }

    /// Warnings and errors that came to the console since the last look. Only Chromium's driver tells.
    pub fn complaints(&self) -> Vec<String> {
        if self.engine != Engine::Chromium {
            return Vec::new();
        }
        let entries = self.post("/se/log", json!({ "type": "browser" }));
        let entries = entries.as_array().cloned().unwrap_or_default();
        let bad =
            entries.iter().filter(|entry| matches!(entry["level"].as_str(), Some("SEVERE" | "WARNING")));
        bad.map(|entry| entry["message"].as_str().unwrap_or_default().to_string()).collect()
    }

    /// Writes a picture of the window.
    pub fn screenshot(&self, file: &Path) {
        let picture = match self.engine {
            Engine::Chromium => {
                self.devtools("Page.captureScreenshot", json!({ "format": "png" }))["data"].take()
            }
            Engine::Firefox | Engine::WebKit => self.get("/screenshot"),
        };
        let bytes = base64(picture.as_str().unwrap_or_default());
        if let Some(directory) = file.parent() {
            fs::create_dir_all(directory).expect("the directory of the pictures can be made");
        }
        fs::write(file, bytes).expect("the picture can be written");
    }

    fn devtools(&self, command: &str, parameters: Value) -> Value {
        self.post("/goog/cdp/execute", json!({ "cmd": command, "params": parameters }))
    }

    /// One command of WebDriver.
    #[track_caller]
    fn post(&self, command: &str, body: Value) -> Value {
        let url = format!("{}{command}", self.session);
        let request = self.agent.post(&url).header("Content-Type", "application/json");
        Self::value(command, request.send(body.to_string()))
    }

    /// What one command of WebDriver has to say, which asks only.
    #[track_caller]
    fn get(&self, command: &str) -> Value {
        Self::value(command, self.agent.get(format!("{}{command}", self.session)).call())
    }

    #[track_caller]
    fn value(command: &str, answer: Result<Response<Body>, ureq::Error>) -> Value {
        let answer =
            answer.and_then(|mut answer| answer.body_mut().with_config().limit(64 << 20).read_to_string());
        let answer =
            answer.unwrap_or_else(|error| panic!("the browser does not answer `{command}`: {error}"));
        let answer: Value = serde_json::from_str(&answer).expect("WebDriver answers in JSON");
        let value = answer["value"].clone();
        if let Some(error) = value["error"].as_str() {
            panic!(
                "the browser refuses `{command}`: {error}: {}",
                value["message"].as_str().unwrap_or_default()
            );
        }
        value
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.agent.delete(&self.session).call();
        for program in &mut self.programs {
            let _ = program.kill();
            let _ = program.wait();
        }
        let _ = fs::remove_dir_all(&self.profile);
    }
}

/// The bytes of a text in base64 (RFC 4648 §4); what is not of the alphabet is skipped.
fn base64(text: &str) -> Vec<u8> {
    let digit = |byte: u8| match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    let digits: Vec<u8> = text.bytes().filter_map(digit).collect();
    let group = |digits: &[u8]| {
        let bits = digits
            .iter()
            .enumerate()
            .fold(0u32, |bits, (at, digit)| bits | u32::from(*digit) << (18 - 6 * at));
        bits.to_be_bytes()[1..digits.len()].to_vec()
    };
    digits.chunks(4).flat_map(group).collect()
}
