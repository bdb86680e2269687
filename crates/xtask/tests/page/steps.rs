//! Steps finer and coarser than those of the five buttons: by the menu, by the code panel, by keys, by the number.

use serde_json::json;

use crate::driver::key;
use crate::visit::Visit;
use crate::{FRAME, LAPTOP, PHONE};

/// Chooses a level that has no button of its own.
fn chooses_level(visit: &Visit, name: &str) {
    visit.click(".transport__others .menu__button");
    visit.click_text(".transport__others .menu__item", name);
    visit.sees("the level", || visit.text(".transport__others .menu__button") == name);
}

/// The function that is shown.
fn function(visit: &Visit) -> String {
    visit.text(".code__function")
}

#[test]
fn the_other_levels_are_in_a_menu_and_step_both_ways() {
    for window in [LAPTOP, FRAME, PHONE] {
        let visit = Visit::start(window);
        let from = visit.position();
        for level in ["Mode change", "Process switch", "Page fault"] {
            chooses_level(&visit, level);
            assert!(visit.fits(), "{level}: the page is wider than its window");
            visit.click("[data-command=Forward]");
            visit.sees(level, || visit.position() > from);
            visit.click("[data-level=Story]");
            visit.click("[data-command=First]");
            visit.sees("the first step", || visit.position() == from);
        }
        // It stands behind a crossing, whose parts come first.
        chooses_level(&visit, "Trap, part by part");
        assert!(visit.fits(), "the page is wider than its window");
        visit.click("[data-command=Forward]");
        visit.sees("a part", || visit.text("[data-sentence]").contains("part 1 of 5"));
        visit.leaves_without_complaints();
    }
}

#[test]
fn a_trap_is_done_part_by_part() {
    let visit = Visit::start(LAPTOP);
    visit.keys(['>']);
    visit.sees("an ecall", || visit.text(".code__row[data-current] .code__name") == "ecall");
    chooses_level(&visit, "Trap, part by part");
    visit.click(".side__tabs [data-tab=stack]");
    let part = || visit.text("[data-part=now] th");
    visit.click("[data-command=Forward]");
    visit.sees("the first part", || part() == "sepc ← pc");
    assert_eq!(visit.attribute(".page", "data-mode").as_deref(), Some("U"));
    assert!(visit.is_visible("[data-part='to come']") && !visit.is_visible("[data-part=done]"));
    visit.click(".side__tabs [data-tab=cpu]");
    let changed = |csr: &str| visit.is_visible(&format!("[data-csr={csr}][data-changed]"));
    assert!(changed("sepc") && !changed("scause"), "one register at a time");
    visit.click("[data-command=Forward]");
    visit.sees("the second part", || changed("scause"));
    visit.click(".side__tabs [data-tab=stack]");
    visit.sees("what is done", || visit.is_visible("[data-part=done]"));
    for number in 3..=8 {
        visit.click("[data-command=Forward]");
        visit
            .sees("the next part", || visit.text("[data-sentence]").contains(&format!("part {number} of 8")));
    }
    assert_eq!(visit.attribute(".page", "data-mode").as_deref(), Some("S"));
    visit.click("[data-command=Back]");
    visit.sees("the part before", || visit.text("[data-sentence]").contains("part 7 of 8"));
    visit.leaves_without_complaints();
}

#[test]
fn a_function_is_found_entered_stepped_through_and_left() {
    let visit = Visit::start(LAPTOP);
    (0..2).for_each(|_| visit.click("[data-command=Forward]"));
    visit.sees("the kernel", || visit.step() == "STEP 3 OF 5");
    visit.click(".code__find");
    visit.keys("sys::files::getdents64".chars());
    visit.keys([key::ESCAPE]);
    visit.click(".code__functions [aria-label^=Back]");
    visit.sees("the function", || function(&visit) == "sys::files::getdents64");
    let entry = visit.position();
    visit.click(".code__tool[data-command=Over]");
    visit.sees("another line of it", || visit.position() > entry);
    assert_eq!(function(&visit), "sys::files::getdents64");
    let line = visit.position();
    visit.click(".code__tool[data-command=Over]");
    visit.sees("the next line", || visit.position() > line);
    visit.click(".code__tool[data-command=OverBack]");
    visit.sees("the line before", || visit.position() == line);
    visit.click(".code__tool[data-command=Out]");
    visit.sees("the caller", || visit.position() > line && function(&visit) != "sys::files::getdents64");
    visit.click(".code__find");
    visit.keys([key::ENTER]);
    visit.sees("that it is entered again", || function(&visit) == "sys::files::getdents64");
    visit.click(".code__tool[data-command=OutBack]");
    visit.sees("who called it", || function(&visit) != "sys::files::getdents64");
    visit.leaves_without_complaints();
}

#[test]
fn a_breakpoint_is_set_by_a_click_or_a_key_and_reached_both_ways() {
    let visit = Visit::start(LAPTOP);
    (0..2).for_each(|_| visit.click("[data-command=Forward]"));
    visit.sees("the kernel", || visit.step() == "STEP 3 OF 5");
    let at = visit.position();
    let set = || visit.is_visible(".code__gutter[aria-pressed=true]");
    visit.keys(['b']);
    visit.sees("a breakpoint, by the key", set);
    visit.keys(['b']);
    visit.sees("none", || !set());
    visit.click(".code__line[data-current] .code__gutter");
    visit.sees("a breakpoint, by a click", set);
    assert_eq!(visit.position(), at, "a breakpoint moves nobody");
    visit.keys(['c']);
    visit.sees("it again, later", || visit.position() > at);
    visit.keys(['C']);
    visit.sees("it as before", || visit.position() == at);
    visit.click(".code__tool[data-command=Continue]");
    visit.sees("it, by the button", || visit.position() > at);
    visit.click(".code__tool[data-command=ContinueBack]");
    visit.sees("it, back by the button", || visit.position() == at);
    visit.leaves_without_complaints();
}

#[test]
fn the_keyboard_alone_goes_over_out_to_switches_faults_and_numbers() {
    let visit = Visit::start(LAPTOP);
    for (on, back) in [('o', 'O'), ('p', 'P'), ('f', 'F')] {
        let from = visit.position();
        visit.keys([on]);
        visit.sees("a later moment", || visit.position() > from);
        let to = visit.position();
        visit.keys([back]);
        visit.sees("an earlier one", || visit.position() < to);
    }
    visit.keys(['g']);
    visit.sees("the field", || visit.script("return document.activeElement.id", json!([])) == "go-to");
    visit.keys("1,000".chars().chain([key::ENTER]));
    visit.sees("that instruction", || visit.position() == 1_000 && !visit.is_visible("#go-to"));
    visit.click(".narration__count");
    visit.sees("the field, by a click", || visit.is_visible("#go-to"));
    visit.keys([key::ESCAPE]);
    visit.sees("the number again", || !visit.is_visible("#go-to") && visit.position() == 1_000);
    visit.keys(['?']);
    visit.sees("every key, from the beginning", || {
        visit.script("return document.querySelector('.help').scrollTop", json!([])) == 0
            && visit.text(".help__keys").contains("Shift o")
    });
    visit.keys([key::ESCAPE]);
    visit.sees("the page again", || !visit.is_visible(".help"));
    visit.leaves_without_complaints();
}
