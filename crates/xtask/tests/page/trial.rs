//! Break it, and the words that are explained: as a person does with mouse, keys and fingers.

use std::path::PathBuf;

use serde_json::json;

use crate::driver::{Window, key};
use crate::visit::Visit;
use crate::{FRAME, LAPTOP, PHONE};

/// Chooses an experiment in the menu.
fn chooses(visit: &Visit, title: &str) {
    visit.click(".header__trials .menu__button");
    visit.click_text(".header__trials .menu__item", title);
    visit.sees("the question", || visit.text(".trial__question").starts_with(title));
    assert!(!visit.is_visible("[data-answer]"), "the question comes before the answer");
}

/// Presses the button that has the focus, and waits for the answer.
fn runs(visit: &Visit, says: &[&str]) {
    visit.keys([key::ENTER]);
    visit.sees("the answer", || says.iter().all(|words| visit.text("[data-answer]").contains(words)));
}

#[test]
fn the_wall_holds_and_without_it_the_machine_dies() {
    let visit = Visit::start(LAPTOP);
    chooses(&visit, "Read the kernel's memory");
    runs(&visit, &["load page fault (scause 13)", "U=0", "SIGSEGV"]);
    assert_eq!(visit.attribute(".page", "data-mode").as_deref(), Some("S"), "it stands behind the trap");
    visit.click_text(".trial__link", "One step before");
    visit.sees("user mode", || visit.attribute(".page", "data-mode").as_deref() == Some("U"));

    chooses(&visit, "Use an instruction of the kernel's");
    runs(&visit, &["illegal instruction (scause 2)", "SIGILL"]);

    chooses(&visit, "Write byte by byte");
    runs(&visit, &["32 times", "1 time", "times as many"]);

    chooses(&visit, "Switch the wall off");
    runs(&visit, &["is 0xbad0 now", "instruction page fault itself", "it panicked"]);
    assert!(visit.is_visible(".trial[data-branched]"));
    visit.script("document.querySelector('.scrubber').focus()", json!([]));
    visit.keys([key::END]);
    visit.sees("the panic", || visit.terminal().contains("panic"));
    visit.click_text(".trial__link", "Back to what really happened");
    visit.sees("the question again", || !visit.is_visible("[data-answer]"));
    visit.click("[data-command=Last]");
    visit.sees("that the wall holds", || visit.text("[data-sentence]").contains("store page fault, about"));

    visit.click("[aria-label='Close the experiment']");
    visit.sees("the picture alone", || !visit.is_visible(".trial"));
    visit.types("echo alive\n");
    visit.sees("that the machine goes on", || visit.terminal().contains("\nalive"));
    visit.leaves_without_complaints();
}

#[test]
fn an_experiment_is_made_by_keys_alone() {
    let visit = Visit::start(FRAME);
    visit.keys("e".chars());
    visit.sees("the first question", || visit.text(".trial__question").starts_with("Read"));
    let focused = |id: &str| visit.script("return document.activeElement.id", json!([])) == id;
    visit.sees("the button", || focused("trial-run"));
    runs(&visit, &["U=0"]);
    assert!(visit.fits());
    visit.script("[...document.querySelectorAll('.trial__link')].at(-1).focus()", json!([]));
    visit.keys([key::ENTER]);
    visit.sees("the next question", || visit.text(".trial__question").starts_with("Write"));
    visit.sees("the button", || focused("trial-run"));
    visit.keys([key::ESCAPE]);
    visit.sees("nothing of it", || !visit.is_visible(".trial"));
    visit.leaves_without_complaints();
}

#[test]
fn an_experiment_is_made_with_a_finger() {
    let visit = Visit::start(PHONE);
    chooses(&visit, "Fork, and write");
    visit.click("#trial-run");
    visit.sees("the answer", || visit.text("[data-answer]").contains("the parent still 1"));
    assert!(visit.fits(), "the page is wider than its window");
    visit.click("[aria-label='Close the experiment']");
    visit.sees("the picture alone", || !visit.is_visible(".trial"));
    visit.leaves_without_complaints();
}

#[test]
fn a_word_is_explained_to_pointer_keyboard_and_finger() {
    let visit = Visit::start(LAPTOP);
    let tip = || visit.text(".term__tip");
    let word = "[data-sentence] code .term__word";
    visit.click("[data-command=Forward]");
    visit.sees("the second step", || visit.step() == "STEP 2 OF 5");
    visit.hover(word, (0.5, 0.5));
    visit.sees("what it means", || tip().starts_with("a7: "));
    visit.hover(".term__tip", (0.5, 0.5));
    std::thread::sleep(std::time::Duration::from_millis(300));
    assert!(tip().starts_with("a7: "), "it stays while the pointer is on it");
    visit.hover(".header__name", (0.5, 0.5));
    visit.sees("nothing", || !visit.is_visible(".term__tip"));

    visit.script("document.querySelector(arguments[0]).focus()", json!([word]));
    visit.sees("what it means, to the keyboard", || tip().starts_with("a7: "));
    visit.keys([key::ESCAPE]);
    visit.sees("nothing, by Escape", || !visit.is_visible(".term__tip"));
    visit.leaves_without_complaints();

    let visit = Visit::start(PHONE);
    visit.click("[data-sentence] .term__word");
    visit.sees("what it means, to a finger", || visit.text(".term__tip").contains(": "));
    let inside = "const r = document.querySelector('.term__tip').getBoundingClientRect();
        return r.left >= 0 && r.right <= innerWidth && r.top >= 0 && r.bottom <= innerHeight;";
    assert_eq!(visit.script(inside, json!([])), true, "all of it is to be seen");
    visit.leaves_without_complaints();
}

#[test]
fn pictures_of_an_answer_for_who_asks_for_them() {
    let Some(directory) = std::env::var_os("RINGSIDE_SCREENSHOTS").map(PathBuf::from) else { return };
    for size in [LAPTOP, FRAME, PHONE] {
        for dark in [false, true] {
            let visit = Visit::start(Window { dark, ..size });
            let scheme = if dark { "dark" } else { "light" };
            visit.click(".header__trials .menu__button");
            visit.picture(&directory.join(format!("{}-{scheme}-menu.png", size.name)));
            visit.click_text(".header__trials .menu__item", "Switch the wall off");
            runs(&visit, &["it panicked"]);
            visit.picture(&directory.join(format!("{}-{scheme}-answer.png", size.name)));
            visit.script("document.querySelector('[data-sentence] .term__word').focus()", json!([]));
            visit.picture(&directory.join(format!("{}-{scheme}-term.png", size.name)));
            visit.leaves_without_complaints();
        }
    }
}
