//! The timeline, with pointer and keys: every run there was, what is where and how long it takes, search, marks, the list.

use serde_json::json;

use crate::driver::key;
use crate::visit::Visit;
use crate::{LAPTOP, PHONE};

/// Steps of the run in view: no two here have the same number.
fn run(visit: &Visit) -> u64 {
    visit.length()
}

#[test]
fn every_run_since_power_on_is_reached_by_keys_and_by_the_strip() {
    let visit = Visit::start(LAPTOP);
    let command = run(&visit);
    visit.keys(['[']);
    visit.sees("the keys that were typed", || run(&visit) != command);
    visit.keys(['[']);
    visit.sees("the boot", || run(&visit) > 100_000 && run(&visit) != command);
    let boot = run(&visit);
    visit.keys([']']);
    visit.sees("the keys again", || run(&visit) != boot);
    visit.keys([']']);
    visit.sees("the command again", || run(&visit) == command);
    visit.drag_on("[data-overview]", (0.5, 0.5), (0.1, 0.5));
    visit.sees("the boot, by the strip", || run(&visit) == boot);
    visit.hover("[data-overview]", (0.1, 0.5));
    visit.sees("what can be reached", || {
        let tip = visit.text("[data-tip]");
        tip.contains("boot") && tip.contains("any moment is at most") && tip.contains("of 64 MB")
    });
    visit.leaves_without_complaints();
}

#[test]
fn the_pointer_is_told_what_is_below_it_and_how_long_it_takes() {
    let visit = Visit::start(LAPTOP);
    visit.hover(".timeline__plot", (0.5, 0.1));
    visit.sees("a mode", || visit.text("[data-tip]").contains(" mode"));
    visit.hover(".timeline__plot", (0.5, 0.38));
    visit.sees("a process", || visit.text("[data-tip]").contains("process "));
    visit.hover(".timeline__plot", (0.5, 0.66));
    visit.sees("a function", || visit.text("[data-tip]").contains("main"));
    assert!(visit.text("[data-tip]").contains("of its own"), "{}", visit.text("[data-tip]"));
    visit.leaves_without_complaints();
}

#[test]
fn a_finger_is_told_too() {
    let visit = Visit::start(PHONE);
    visit.drag_on(".timeline__plot", (0.6, 0.3), (0.6, 0.3));
    visit.sees("what is there", || visit.text("[data-tip]").contains("instruction"));
    visit.leaves_without_complaints();
}

#[test]
fn the_lanes_follow_a_drag_and_a_double_click_shows_them_all() {
    let visit = Visit::start(LAPTOP);
    let zoomed = || visit.attribute(".timeline", "data-zoomed").is_some();
    visit.keys("zz".chars());
    (0..6).for_each(|_| visit.keys(['w']));
    visit.sees("the lanes, nearer", zoomed);
    let at = visit.position();
    let before = visit.part("[data-playhead]", ".timeline__plot");
    visit.drag_on(".timeline__plot", (before + 0.4, 0.5), (before + 0.1, 0.5));
    visit.sees("the lanes moved", || {
        !visit.is_visible("[data-playhead]")
            || visit.part("[data-playhead]", ".timeline__plot") < before - 0.1
    });
    assert_eq!(visit.position(), at, "the machine stands where it stood");
    visit.double_click(".timeline__plot", (0.7, 0.5));
    visit.sees("all of the run", || !zoomed());
    visit.leaves_without_complaints();
}

#[test]
fn a_function_is_searched_for_and_its_occurrences_are_visited() {
    let visit = Visit::start(LAPTOP);
    visit.keys(['/']);
    visit.sees("the field", || {
        visit.script("return document.activeElement.id", json!([])) == "timeline-search"
    });
    visit.keys("getdents64".chars());
    let found = || visit.text("[data-found]");
    visit.sees("how often", || found().contains("in this run"));
    visit.keys([key::ENTER, 'n']);
    visit.sees("the first", || found().starts_with("1 of"));
    let first = visit.position();
    visit.keys(['n']);
    visit.sees("the second", || found().starts_with("2 of") && visit.position() > first);
    visit.keys(['N']);
    visit.sees("the first again", || visit.position() == first);
    visit.keys("/xyz".chars());
    visit.sees("that there is none", || found() == "not in this run");
    visit.keys([key::ESCAPE]);
    visit.sees("no field", || !visit.is_visible("#timeline-search"));
    visit.leaves_without_complaints();
}

#[test]
fn a_mark_is_set_named_and_found_again_in_the_list() {
    let visit = Visit::start(LAPTOP);
    let at = visit.position();
    visit.keys(['m', '>', '>']);
    visit.sees("another position", || visit.position() > at);
    visit.click("[data-tool=list]");
    visit
        .sees("what can be reached", || visit.text("[data-timeline-list]").contains("any moment is at most"));
    visit.click(".timeline__mark-name");
    visit.keys([key::END, '!']);
    let name = || visit.script("return document.querySelector('.timeline__mark-name').value", json!([]));
    visit.sees("its new name", || {
        name().as_str().is_some_and(|name| name.starts_with("ls ") && name.ends_with('!'))
    });
    visit.click_text(".timeline__mark .timeline__chip", "go to");
    visit.sees("the marked position", || visit.position() == at);
    visit.keys(['>']);
    visit.sees("another position", || visit.position() > at);
    visit.keys(['M']);
    visit.sees("the marked position, by a key", || visit.position() == at);
    visit.click_text(".timeline__mark .timeline__chip", "✕");
    visit.sees("no mark", || !visit.is_visible(".timeline__mark"));
    visit.click(".timeline__row:not([data-done])");
    visit.sees("what the list tells of next", || visit.position() > at);
    visit.leaves_without_complaints();
}
