//! A person's visit to our page: where things are on it, and how to look at them. The selectors are here and nowhere else.

use std::ops::Deref;
use std::path::Path;
use std::sync::OnceLock;

use serde_json::json;
use xtask::bundle::{self, Page};
use xtask::root::target;
use xtask::serve::{Port, Server};

use crate::Step;
use crate::driver::{Browser, Window, key};
use crate::engine::Engine;

/// Words that only the listing of /home has.
const LISTED: &str = "root   0 2026-01-01 00:00 ada";

/// The release build of the page, made once.
pub fn built() -> &'static Page {
    static PAGE: OnceLock<Page> = OnceLock::new();
    PAGE.get_or_init(|| bundle::page().unwrap_or_else(|error| panic!("{error}")))
}

/// The same, served.
pub fn server() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(|| {
        Server::start(&built().directory, Port::Any).unwrap_or_else(|error| panic!("{error}"))
    })
}

/// The page, open in a browser of its own. Leaves a picture behind when a test fails.
pub struct Visit {
    browser: Browser,
    window: Window,
}

impl Deref for Visit {
    type Target = Browser;

    fn deref(&self) -> &Browser {
        &self.browser
    }
}

impl Visit {
    /// Opens the page and waits for the first step of the story.
    pub fn start(window: Window) -> Self {
        Self::with(Browser::start(window), window)
    }

    /// The same in any browser. `None` where this engine is not to be had.
    pub fn start_in(engine: Engine, window: Window) -> Option<Self> {
        Some(Self::with(Browser::start_in(engine, window)?, window))
    }

    fn with(browser: Browser, window: Window) -> Self {
        let visit = Self { browser, window };
        visit.open(&server().url());
        visit.sees("the first step", || visit.step() == "STEP 1 OF 5");
        visit
    }

    /// Opens the page and waits for the first step, in whatever language.
    pub fn enter(window: Window) -> Self {
        let visit = Self::of(window, &server().url());
        visit.rests();
        visit
    }

    /// Waits until the machine rests and all is drawn.
    #[track_caller]
    pub fn rests(&self) {
        self.sees("a machine that rests", || {
            self.attribute(".page", "data-phase").as_deref() == Some("prompt") && !self.step().is_empty()
        });
        std::thread::sleep(std::time::Duration::from_millis(100));
    }

    /// Opens an address, in a browser of its own.
    pub fn of(window: Window, url: &str) -> Self {
        Self::of_in(Engine::Chromium, window, url).expect("Chromium is to be had everywhere")
    }

    /// The same in any browser. `None` where this engine is not to be had.
    pub fn of_in(engine: Engine, window: Window, url: &str) -> Option<Self> {
        let visit = Self { browser: Browser::start_in(engine, window)?, window };
        visit.open(url);
        Some(visit)
    }

    /// Opens the page where another server has it, and waits for the first step.
    pub fn at(window: Window, url: &str) -> Self {
        let visit = Self::of(window, url);
        visit.sees("the first step", || visit.step() == "STEP 1 OF 5");
        visit
    }

    /// Opens a link, in a browser of its own.
    pub fn follow(window: Window, fragment: &str) -> Self {
        let visit = Self::of(window, &format!("{}{fragment}", server().url()));
        visit.sees("the page", || visit.is_visible(".scrubber"));
        visit
    }

    /// Looks until it is there, as a person would; fails with what the page shows instead.
    #[track_caller]
    pub fn sees(&self, what: &str, mut seen: impl FnMut() -> bool) {
        let mut broken = false;
        let seen = || {
            broken = self.is_visible("#failure");
            broken || seen()
        };
        if self.wait(seen).is_none() || broken {
            let (step, sentence) = (self.step(), self.text("[data-sentence]"));
            let complaints = self.complaints().join("\n");
            panic!("no sign of {what}\n{step}: {sentence}\n{}\n{complaints}", self.terminal());
        }
    }

    /// Checks lamp, table, narration and terminal; `before` listings are from earlier runs.
    #[track_caller]
    pub fn shows(&self, step: &Step, before: usize) {
        let label = self.step();
        assert_eq!(self.attribute(".page", "data-mode").as_deref(), Some(step.mode), "{label}: the page");
        assert_eq!(self.text("[data-lamp]").chars().next(), step.mode.chars().next(), "{label}: the lamp");
        assert_eq!(self.lit_row(), step.lit, "{label}: the lit row of the system-call table");
        let sentence = self.text("[data-sentence]");
        for words in step.says {
            assert!(sentence.contains(words), "{label}: no `{words}` in `{sentence}`");
        }
        assert_eq!(self.n_listings(), before + usize::from(step.listed), "{label}: the terminal");
    }

    /// Number of the one lit row of the system-call table, if it is in sight.
    fn lit_row(&self) -> String {
        let row = self.text(".kernel__row[data-lit]");
        row.split_whitespace().next().unwrap_or_default().to_string()
    }

    /// Where in the story we are, as it says.
    pub fn step(&self) -> String {
        self.text("[data-step]")
    }

    /// What is on the terminal, also while another panel covers it.
    pub fn terminal(&self) -> String {
        self.content("[data-terminal]")
    }

    /// How often the listing is on the terminal.
    pub fn n_listings(&self) -> usize {
        self.terminal().matches(LISTED).count()
    }

    /// The position in view, in steps from the beginning of the run.
    pub fn position(&self) -> u64 {
        self.script("return +document.querySelector('.scrubber').value", json!([]))
            .as_u64()
            .unwrap_or_default()
    }

    /// How many steps the run has.
    pub fn length(&self) -> u64 {
        self.script("return +document.querySelector('.scrubber').max", json!([])).as_u64().unwrap_or_default()
    }

    /// Chooses a panel, where not all fit: by its tab, or in the menu where there is no room for tabs.
    pub fn chooses(&self, panel: &str) {
        if self.is_visible(".stage-tabs") {
            self.click_text(".stage-tabs .tabs__tab", panel);
        } else if self.is_visible(".transport__panels") {
            self.click(".transport__panels .menu__button");
            self.click_text(".transport__panels .menu__item", panel);
        }
    }

    /// Types on the guest's terminal, and gives the keys back to the page.
    pub fn types(&self, text: &str) {
        self.chooses("Terminal");
        self.click(".terminal");
        self.sees("the cursor in the terminal", || {
            self.script("return document.activeElement.id", json!([])) == "terminal-keys"
        });
        self.keys(text.chars().map(|letter| if letter == '\n' { key::ENTER } else { letter }));
        self.keys([key::ESCAPE]);
    }

    /// Whether nothing sticks out at the side.
    pub fn fits(&self) -> bool {
        self.script("return document.documentElement.scrollWidth <= innerWidth", json!([])) == true
    }

    /// Writes a picture of the window.
    pub fn picture(&self, file: &Path) {
        // The mark of the pc moves for a moment.
        std::thread::sleep(std::time::Duration::from_millis(600));
        self.screenshot(file);
    }

    /// Ends the visit; fails if the console says anything bad.
    #[track_caller]
    pub fn leaves_without_complaints(self) {
        assert_eq!(self.complaints(), Vec::<String>::new(), "the console");
    }
}

impl Drop for Visit {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let test = std::thread::current().name().unwrap_or("page").replace("::", "-");
            let file = target().join("page").join(format!("{test}-{}.png", self.window.name));
            eprintln!("a picture of it: {}", file.display());
            self.screenshot(&file);
        }
    }
}
