//! The page as a person meets it: the release build, served as it is to be served, in a browser, with real keys, clicks
//! and drags, at three sizes. Starts all of that itself; nothing on the page is asked but what it shows.
//!
//! `RINGSIDE_SCREENSHOTS=dir` also writes six pictures: three sizes, light and dark. A test that fails leaves a picture
//! in `target/page`.

mod access;
mod bring;
#[path = "../common/mod.rs"]
mod common;
mod driver;
mod embed;
mod engine;
mod language;
mod latency;
mod link;
mod open;
mod own_kernel;
mod post;
mod share;
mod single;
mod site;
mod steps;
mod timeline;
mod trial;
mod visit;
mod what_if;

use std::path::PathBuf;

use driver::{Window, key};
use engine::Engine;
use serde_json::json;
use visit::{Visit, server};

const LAPTOP: Window =
    Window { name: "laptop", width: 1440, height: 900, touch: false, dark: false, language: "en-US" };
const FRAME: Window =
    Window { name: "frame", width: 720, height: 470, touch: false, dark: false, language: "en-US" };
const PHONE: Window =
    Window { name: "phone", width: 390, height: 844, touch: true, dark: false, language: "en-US" };

/// What the page shows at a step of the story of `ls -l /home`.
struct Step {
    /// The lamp.
    mode: &'static str,
    /// Number of the lit row of the system-call table.
    lit: &'static str,
    /// Words of the narration.
    says: &'static [&'static str],
    /// Whether the listing is on the terminal.
    listed: bool,
}

const STORY: [Step; 5] = [
    Step { mode: "U", lit: "221", says: &["/bin/ls", "execute", "user mode"], listed: false },
    Step { mode: "S", lit: "61", says: &["getdents64", "61", "a7", "ecall"], listed: false },
    Step { mode: "S", lit: "61", says: &["system-call table", "61", "getdents64"], listed: false },
    Step { mode: "U", lit: "61", says: &["a0", "sret", "buffer"], listed: false },
    Step { mode: "S", lit: "94", says: &["write", "exit_group"], listed: true },
];

#[test]
fn a_person_walks_through_ls_on_a_laptop() {
    walk(LAPTOP);
}

#[test]
fn a_person_walks_through_ls_in_a_frame_of_a_post() {
    walk(FRAME);
}

#[test]
fn a_person_walks_through_ls_on_a_phone() {
    walk(PHONE);
}

#[test]
fn a_person_walks_through_ls_in_firefox() {
    walk_in(Visit::start_in(Engine::Firefox, LAPTOP).expect("Firefox is to be had everywhere"));
}

#[test]
fn a_person_walks_through_ls_in_webkit() {
    match Visit::start_in(Engine::WebKit, LAPTOP) {
        Some(visit) => walk_in(visit),
        None => println!("WebKit is left out: its driver is for Linux only."),
    }
}

#[test]
fn the_keys_of_the_keyboard_go_through_time() {
    let visit = Visit::start(LAPTOP);
    let at = visit.position();
    visit.keys(".".chars());
    visit.sees("one instruction on", || visit.position() == at + 1);
    visit.keys(",".chars());
    visit.sees("and back", || visit.position() == at);
    visit.keys(">".chars());
    visit.sees("the next system call", || visit.position() > at);
    visit.click(".scrubber");
    visit.keys([key::HOME]);
    visit.sees("the beginning of the run", || visit.position() == 0);
    for (key, at) in [(key::RIGHT, 1), (key::RIGHT, 2), (key::LEFT, 1)] {
        visit.keys([key]);
        visit.sees("a step on the slider", || visit.position() == at);
    }
    visit.keys([key::END]);
    visit.sees("the end of the run", || visit.position() == visit.length());
    visit.leaves_without_complaints();
}

#[test]
fn a_command_that_fails_is_told_as_it_happened() {
    let visit = Visit::start(LAPTOP);
    visit.types("ls /nowhere\n");
    visit.sees("what ls says of it", || visit.terminal().matches("/nowhere").count() >= 2);
    visit.click("[data-command=First]");
    visit.sees("the first step of its story", || visit.step().starts_with("STEP 1 OF"));
    for number in 2..=4 {
        visit.click("[data-command=Forward]");
        visit.sees("the next step", || visit.step() == format!("STEP {number} OF 5"));
    }
    visit.sees("the error, by its name", || visit.text("[data-sentence]").contains("ENOENT"));
    visit.leaves_without_complaints();
}

#[test]
fn the_source_follows_the_machine_line_by_line() {
    let visit = Visit::start(LAPTOP);
    (0..2).for_each(|_| visit.click("[data-command=Forward]"));
    let line = || visit.text(".code__line[data-current] .code__text");
    visit.sees("the kernel's source", || line().contains("fn readdir"));
    let at = visit.position();
    visit.click("[data-level=Line]");
    visit.click("[data-command=Forward]");
    visit.sees("the next line", || visit.position() > at && !line().contains("fn readdir"));
    visit.sees("what it says", || visit.text("[data-sentence]").contains("The kernel comes to line"));
    visit.click("[data-command=Back]");
    visit.sees("the line before", || visit.position() == at && line().contains("fn readdir"));

    // The line is longer than its panel is wide.
    visit.drag_on(".code__line[data-current]", (0.2, 0.5), (0.2, 0.5));
    visit.sees("the same line, later", || visit.position() > at && line().contains("fn readdir"));
    visit.click(".code__listing");
    visit.sees("instructions alone", || !visit.is_visible(".code__line"));
    visit.click(".code__listing");
    visit.sees("the source again", || line().contains("fn readdir"));
    visit.leaves_without_complaints();
}

#[test]
fn an_address_is_followed_from_a_register_to_its_page_its_bytes_and_who_wrote_them() {
    memory(LAPTOP);
}

#[test]
fn memory_is_looked_at_on_a_phone() {
    memory(PHONE);
}

/// Follows the stack pointer through the page tables, types addresses good and bad, and goes to the writes to a cell.
fn memory(window: Window) {
    let visit = Visit::start(window);
    visit.chooses("CPU");
    let tab = |name: &str| {
        if visit.is_visible(".side__tabs") {
            visit.click_text(".side__tabs .tabs__tab", name);
        } else {
            visit.chooses(name);
        }
    };
    tab("CPU");
    let sp = visit.text("[data-register=\"sp\"]");
    visit.click("[data-register=\"sp\"] .address");
    visit.sees("the way of sp through the page tables", || visit.text(".memory__spot").starts_with(&sp));
    let levels = || visit.script("return document.querySelectorAll('.memory__pte').length", json!([]));
    visit.sees("three entries", || levels() == 3);
    assert!(visit.text(".memory__end").contains("is the byte at physical address"));
    assert!(visit.fits(), "the page is wider than its window");

    visit.click_text(".memory__part", "Map");
    visit.sees("the stack, where sp points", || {
        visit.text(".memory__region[data-chosen]").contains("stack") && visit.is_visible(".memory__mark")
    });
    visit.sees("its physical pages", || visit.text(".memory__physical").contains("Physical pages"));

    visit.click(".memory__input");
    visit.keys("nobody".chars().chain([key::ENTER]));
    visit.sees("what is wrong with that", || visit.text(".memory__error").contains("“nobody”"));
    visit.script("document.querySelector('.memory__input').value = ''", json!([]));
    visit.click(".memory__input");
    visit.keys("sp".chars().chain([key::ENTER]));
    visit.sees("no complaint", || !visit.is_visible(".memory__error"));

    visit.click_text(".memory__part", "Bytes");
    visit.sees("the cell", || visit.is_visible(".memory__cell"));
    let cell = || visit.attribute(".memory__cell", "data-cell").unwrap_or_default();
    let before = cell();
    visit.click(".memory__eight[aria-selected=\"true\"]");
    visit.keys([key::RIGHT]);
    visit.sees("the next cell", || !cell().is_empty() && cell() != before);
    let focused = "return document.activeElement.getAttribute('aria-selected')";
    visit.sees("the keyboard in it", || visit.script(focused, json!([])) == "true");
    visit.keys([key::LEFT]);
    visit.sees("the cell again", || cell() == before);
    // What main has been given on its stack stays; its own frame, below, it writes.
    visit.click_text(".memory__writes .memory__button", "next write");
    visit.sees("that nobody writes there", || visit.text("[data-sentence]").contains("No later step writes"));
    visit.click(".memory__eight[aria-selected=\"true\"]");
    visit.keys([key::UP]);
    visit.sees("a cell of the next frame", || !cell().is_empty() && cell() != before);

    let at = visit.position();
    visit.click_text(".memory__writes .memory__button", "next write");
    visit
        .sees("who wrote what", || visit.position() > at && visit.text(".memory__written").contains("wrote"));
    let later = visit.position();
    visit.keys(">".chars());
    visit.sees("a later call", || visit.position() > later);
    visit.click_text(".memory__writes .memory__button", "◀ previous write");
    visit.sees("the write again", || visit.position() == later && visit.is_visible(".memory__written"));
    assert!(visit.fits(), "the page is wider than its window");
    visit.leaves_without_complaints();
}

#[test]
fn everybody_there_is_can_be_looked_at_also_who_sleeps() {
    let visit = Visit::start(LAPTOP);
    (0..2).for_each(|_| visit.click("[data-command=Forward]"));
    visit.click(".side__tabs [data-tab=processes]");
    visit.sees("the processes", || visit.text(".processes__tree").contains("waits for a child"));
    let number = |counter: &str| visit.text(&format!("[data-counter={counter}] .processes__number"));
    assert_ne!(number("mode"), number("process"), "they are two things");
    assert!(visit.text(".processes__title").contains("ls"), "the one that has the hart");

    visit.click(".processes__row[data-pid='2']");
    visit.sees("the shell", || visit.text(".processes__title").contains("sh"));
    visit.sees("what it waits for", || visit.text(".processes__call").starts_with("wait4("));
    let details = visit.text(".processes__details");
    for words in ["root page table", "working directory", "blocked", "/dev/console", "swtch", "sh::main"] {
        assert!(details.contains(words), "no `{words}` in {details}");
    }

    visit.click(".side__tabs [data-tab=stack]");
    visit.sees("its stack", || visit.text(".stack").contains("lifecycle::wait"));
    visit.keys(">".chars());
    visit.sees("the same stack, later: it sleeps", || visit.text(".stack").contains("lifecycle::wait"));
    visit.click(".whose__list");
    visit.keys([key::HOME, key::ENTER]);
    visit.sees("who has the hart", || visit.text(".stack__who").starts_with("ls"));
    visit.leaves_without_complaints();
}

#[test]
fn a_file_is_followed_from_the_descriptor_to_its_bytes() {
    let visit = Visit::start(LAPTOP);
    visit.types("cat /home/notes.txt\n");
    visit.sees("what cat wrote", || visit.terminal().matches("/ #").count() == 3);
    visit.click(".side__tabs [data-tab=calls]");
    visit.click(".calls__row[title^='read(3']");
    visit.click(".side__tabs [data-tab=files]");
    visit.keys("x".chars());
    visit.sees("the file", || visit.text(".files__chain").contains("/home/notes.txt"));
    for part in ["descriptor", "open file", "dentry", "inode", "content"] {
        assert!(visit.is_visible(&format!("[data-part='{part}'][data-lit]")), "the {part} is lit");
    }
    assert!(visit.text(".files__piece").contains("0x8"), "a physical page");

    visit.click(".files__tree [data-path='/dev/null'] .files__choose");
    visit.sees("what is behind a name", || visit.text("[data-part=inode]").contains("character device"));
    assert!(visit.text("[data-part=content]").contains("null driver"));
    visit.click(".files__follow");
    visit.sees("the file of the call again", || visit.text(".files__chain").contains("/home/notes.txt"));
    visit.leaves_without_complaints();
}

#[test]
fn six_pictures_for_who_asks_for_them() {
    let Some(directory) = std::env::var_os("RINGSIDE_SCREENSHOTS").map(PathBuf::from) else { return };
    for size in [LAPTOP, FRAME, PHONE] {
        for dark in [false, true] {
            let visit = Visit::start(Window { dark, ..size });
            (0..2).for_each(|_| visit.click("[data-command=Forward]"));
            visit.sees("the third step", || visit.step() == "STEP 3 OF 5");
            let scheme = if dark { "dark" } else { "light" };
            visit.picture(&directory.join(format!("{}-{scheme}.png", size.name)));
            visit.leaves_without_complaints();
        }
    }
}

/// Opens the page, types the command, steps through its story forwards and backwards, drags the playhead.
fn walk(window: Window) {
    walk_in(Visit::start(window));
}

fn walk_in(visit: Visit) {
    visit.shows(&STORY[0], 0);
    assert!(visit.fits(), "the page is wider than its window");

    visit.types("ls -l /home\n");
    visit.sees("the listing on the terminal, again", || visit.n_listings() == 2);
    visit.chooses("Boundary");
    visit.click("[data-command=First]");
    for (number, step) in STORY.iter().enumerate() {
        if number > 0 {
            visit.click("[data-command=Forward]");
        }
        visit.sees("the step", || visit.step() == format!("STEP {} OF 5", number + 1));
        visit.shows(step, 1);
    }
    for (number, step) in STORY.iter().enumerate().rev().skip(1) {
        visit.click("[data-command=Back]");
        visit.sees("the step, going back", || visit.step() == format!("STEP {} OF 5", number + 1));
        visit.shows(step, 1);
    }

    for part in [0.8, 0.3] {
        let before = visit.position();
        visit.drag("[data-playhead]", ".timeline__plot", part);
        visit.sees("the playhead where it was dragged to", || {
            (visit.part("[data-playhead]", ".timeline__plot") - part).abs() < 0.01
                && visit.position() != before
        });
    }
    assert!(visit.fits(), "the page is wider than its window");
    visit.leaves_without_complaints();
}

#[test]
fn the_server_gives_a_browser_the_compressed_wasm() {
    let url = format!("{}web_bg.wasm", server().url());
    let agent = ureq::Agent::new_with_defaults();
    let answer = agent.get(&url).header("Accept-Encoding", "gzip, br").call().expect("the server answers");
    assert_eq!(answer.headers()["Content-Encoding"], "br");
    assert_eq!(answer.headers()["Content-Type"], "application/wasm");
}
