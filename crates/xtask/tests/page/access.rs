//! Who cannot see, or sees other colours, or uses keys alone: every view of the page is asked by axe-core for barriers, at
//! three sizes, light and dark.

use std::sync::OnceLock;

use serde_json::json;
use xtask::tools;

use crate::driver::{Window, key};
use crate::visit::Visit;
use crate::{FRAME, LAPTOP, PHONE, STORY};

/// axe's script.
fn axe() -> &'static str {
    static AXE: OnceLock<String> = OnceLock::new();
    AXE.get_or_init(|| {
        let file = tools::ensure_axe().unwrap_or_else(|error| panic!("{error}"));
        std::fs::read_to_string(file).expect("axe's script can be read")
    })
}

/// A page, and what axe found on the views that were looked at.
struct Inspection {
    visit: Visit,
    found: Vec<String>,
}

impl Inspection {
    fn start(window: Window) -> Self {
        let visit = Visit::start(window);
        visit.script(axe(), json!([]));
        Self { visit, found: Vec::new() }
    }

    /// Looks at what is to be seen now.
    fn look(&mut self, view: &str) {
        let script = "const done = arguments[arguments.length - 1];
            axe.run(document, { resultTypes: ['violations'] }).then(
                result => done(result.violations.map(it => [it.id, it.help, it.nodes.map(n =>
                    n.target.join(' ') + ': ' + n.any.concat(n.all, n.none).map(c => c.message).join('; '))])),
                error => done([['axe', String(error), []]]));";
        let found = self.visit.script_later(script, json!([]));
        let found: Vec<(String, String, Vec<String>)> =
            serde_json::from_value(found).expect("axe answers with a list");
        for (rule, help, places) in found {
            self.found.push(format!("{view}: {rule}: {help}\n    {}", places.join("\n    ")));
        }
    }

    /// Opens a panel, by its tab or in the menu.
    fn panel(&mut self, name: &str) {
        match self.visit.is_visible(".side__tabs")
            && name != "Boundary"
            && name != "Code"
            && name != "Terminal"
        {
            true => self.visit.click_text(".side__tabs .tabs__tab", name),
            false => self.visit.chooses(name),
        }
        self.look(name);
    }
}

/// Looks at all there is: every panel, at the beginning and in the middle of a call, the dialogs and menus, a branch.
fn every_view(window: Window) {
    let mut it = Inspection::start(window);
    it.look("the first step");
    (0..2).for_each(|_| it.visit.click("[data-command=Forward]"));
    for name in
        ["Boundary", "Code", "Terminal", "CPU", "Stack", "System calls", "Processes", "Files", "Memory"]
    {
        it.panel(name);
    }
    for part in ["Walk", "Bytes"] {
        it.visit.click_text(".memory__part", part);
        it.look(part);
    }
    it.visit.click(".header__trials .menu__button");
    it.look("the menu of experiments");
    it.visit.click_text(".header__trials .menu__item", "Read the kernel's memory");
    it.visit.sees("the question", || it.visit.is_visible(".trial__question"));
    it.look("a question");
    it.visit.keys([key::ENTER]);
    it.visit.sees("the answer", || it.visit.is_visible("[data-answer]"));
    it.look("an answer");
    it.visit.click("[aria-label='Close the experiment']");
    it.visit.keys("/getdents64".chars());
    it.look("a search");
    it.visit.keys([key::ESCAPE]);
    it.visit.keys("g".chars());
    it.look("go to");
    it.visit.keys([key::ESCAPE]);
    it.visit.keys("?".chars());
    it.look("the help");
    it.visit.keys([key::ESCAPE]);
    it.visit.sees("the help go", || !it.visit.is_visible(".help"));
    it.visit.keys("S".chars());
    it.look("the dialogue that shares");
    it.visit.keys([key::ESCAPE]);
    it.visit.sees("the dialogue go", || !it.visit.is_visible(".share"));
    it.visit.click(".header__open .menu__button");
    it.look("the menu of programs");
    it.visit.keys([key::ESCAPE]);
    let rubbish = std::env::temp_dir().join(format!("ringside-rubbish-{}", std::process::id()));
    std::fs::write(&rubbish, "#!/bin/nothing").expect("a file can be written");
    it.visit.choose("[data-open]", &[&rubbish]);
    it.visit.sees("what is wrong with that", || it.visit.is_visible(".notice__text"));
    it.look("a notice");
    it.visit.click(".notice .button");
    it.visit.types("cat\n");
    it.visit.sees("a program that waits", || {
        it.visit.attribute(".page", "data-phase").as_deref() == Some("waiting")
    });
    it.look("a program that waits");
    it.panel("System calls");
    assert!(it.found.is_empty(), "{:?}: {} barriers\n{}", window, it.found.len(), it.found.join("\n"));
    it.visit.leaves_without_complaints();
}

#[test]
fn no_view_has_a_barrier_on_a_laptop() {
    every_view(LAPTOP);
}

#[test]
fn no_view_has_a_barrier_on_a_laptop_in_the_dark() {
    every_view(Window { dark: true, ..LAPTOP });
}

#[test]
fn no_view_has_a_barrier_in_a_frame() {
    every_view(FRAME);
}

#[test]
fn no_view_has_a_barrier_in_a_frame_in_the_dark() {
    every_view(Window { dark: true, ..FRAME });
}

#[test]
fn no_view_has_a_barrier_on_a_phone() {
    every_view(PHONE);
}

#[test]
fn no_view_has_a_barrier_on_a_phone_in_the_dark() {
    every_view(Window { dark: true, ..PHONE });
}

/// Presses Tab until what `selector` finds has the focus, which can be seen.
fn tabs_to(visit: &Visit, selector: &str) {
    let script = "const e = document.activeElement;
        return e.matches(arguments[0])
            && [e, e.parentElement].some(it => getComputedStyle(it).outlineStyle !== 'none');";
    for _ in 0..200 {
        if visit.script(script, json!([selector])) == true {
            return;
        }
        visit.keys([key::TAB]);
    }
    panic!("Tab does not come to `{selector}`, or its focus is not to be seen");
}

#[test]
fn the_whole_story_is_walked_through_by_keys_alone() {
    let visit = Visit::start(LAPTOP);
    tabs_to(&visit, ".header__input");
    visit.keys((0..30).map(|_| key::BACKSPACE).chain("ls -l /home".chars()).chain([key::ENTER]));
    let typed = || visit.terminal().matches("# ls -l /home").count();
    visit.sees("the first step of another run", || typed() == 2 && visit.step() == "STEP 1 OF 5");
    visit.shows(&STORY[0], 1);
    tabs_to(&visit, "[data-command=Forward]");
    for (number, step) in STORY.iter().enumerate().skip(1) {
        visit.keys([key::ENTER]);
        visit.sees("the next step", || visit.step() == format!("STEP {} OF 5", number + 1));
        visit.shows(step, 1);
        let said = || visit.content("[role=status]");
        visit.sees("what a screen reader says", || said().starts_with(&format!("Step {} of 5", number + 1)));
    }
    visit.leaves_without_complaints();
}

#[test]
fn a_finger_wipes_through_the_steps() {
    let visit = Visit::start(PHONE);
    visit.drag_on(".narration", (0.8, 0.5), (0.2, 0.5));
    visit.sees("the next step", || visit.step() == "STEP 2 OF 5");
    visit.chooses("Boundary");
    visit.drag_on(".boundary", (0.8, 0.3), (0.2, 0.3));
    visit.sees("the next step", || visit.step() == "STEP 3 OF 5");
    visit.drag_on(".boundary", (0.2, 0.3), (0.8, 0.3));
    visit.sees("the step before", || visit.step() == "STEP 2 OF 5");
    visit.drag_on(".narration", (0.2, 0.5), (0.25, 0.5));
    visit.click("[data-command=Forward]");
    visit.sees("that a short stroke was none", || visit.step() == "STEP 3 OF 5");
    visit.leaves_without_complaints();
}

/// What axe finds where something is wrong, so that its silence means something.
#[test]
fn a_barrier_is_found() {
    let mut it = Inspection::start(LAPTOP);
    let spoil = "const b = document.createElement('button'); document.querySelector('main').append(b);";
    it.visit.script(spoil, json!([]));
    it.look("a button without a name");
    assert!(it.found.iter().any(|found| found.contains("button-name")), "{:?}", it.found);
}
