//! Programs of one's own: chosen or dropped, with and without their source, kept, damaged and forgotten.

use std::fs;
use std::path::PathBuf;

use serde_json::json;

use crate::common::{Folder, compiled};
use crate::driver::{Window, key};
use crate::visit::Visit;
use crate::{FRAME, LAPTOP, PHONE};

const STEPS: &str = include_str!("../../corpus/steps.c");

/// The program, and its source beside it.
fn steps(folder: &Folder) -> (PathBuf, PathBuf) {
    let source = folder.0.join("steps.c");
    fs::write(&source, STEPS).unwrap();
    (compiled("steps", &["-static", "-g", "-O0"], &folder.0), source)
}

/// The source line that the machine stands in.
fn line(visit: &Visit) -> String {
    visit.text(".code__line[data-current] .code__text").trim().to_string()
}

fn notice(visit: &Visit) -> String {
    visit.text(".notice__text")
}

/// Sees the program at the first step of its story, and goes to its `main`.
fn goes_to_main(visit: &Visit) {
    visit.sees("the program", || {
        visit.step().starts_with("STEP 1 OF") && visit.text("[data-sentence]").contains("steps")
    });
    visit.chooses("Code");
    visit.sees("its code", || visit.text(".code .tag") == "steps");
    visit.click(".code__find");
    visit.keys("main".chars().chain([key::ENTER, key::ESCAPE]));
    visit.sees("its main", || visit.text(".code__function") == "main");
}

/// Walks line by line through `main`, over what it calls.
fn walks(visit: &Visit) {
    visit.sees("its source", || line(visit) == "{");
    for expected in ["int sum = 0;", "for (int i = 1; i <= 3; i++)", "sum += square(i);"] {
        visit.click(".code__tool[data-command=Over]");
        visit.sees(expected, || line(visit) == expected);
    }
    visit.click(".code__tool[data-command=OverBack]");
    visit.sees("the line before", || line(visit).starts_with("for"));
    assert!(visit.fits(), "the page is wider than its window");
}

#[test]
fn a_program_is_chosen_and_its_source_later() {
    let folder = Folder::new("page-chosen");
    let (program, source) = steps(&folder);
    let visit = Visit::start(LAPTOP);
    visit.click(".header__open .menu__button");
    visit.sees("the menu", || visit.text(".header__open .menu__item").contains("Open program"));
    visit.keys([key::ESCAPE]);
    visit.choose("[data-open]", &[&program]);
    visit
        .sees("what has happened", || notice(&visit).contains("with /home/steps in its initial file system"));
    visit.click(".notice .button");
    visit.sees("no notice", || !visit.is_visible(".notice__text"));
    goes_to_main(&visit);
    visit.sees("the line's number", || visit.text(".code__file") == "steps.c:11");
    assert!(visit.text(".code__wanted").contains("steps.c"));
    visit.choose("[data-open]", &[&source]);
    walks(&visit);
    assert!(!visit.is_visible(".code__wanted"));
    visit.click("[data-command=Last]");
    visit.sees("what it prints", || visit.terminal().contains("the sum is 14"));

    visit.click(".header__open .menu__button");
    visit.click_text(".header__open .menu__item", "/home/steps");
    visit.sees("it once more", || visit.terminal().matches("/home/steps").count() == 2);
    visit.leaves_without_complaints();
}

#[test]
fn a_program_is_dropped_with_its_source_anywhere_on_the_page() {
    let folder = Folder::new("page-dropped");
    let (program, _) = steps(&folder);
    let bytes = fs::read(program).unwrap();
    for window in [LAPTOP, FRAME, PHONE] {
        let visit = Visit::start(window);
        let files: [(&str, &[u8]); 2] = [("steps", &bytes), ("steps.c", STEPS.as_bytes())];
        visit.drag_files(".stage", &files, false);
        visit.sees("where to drop it", || visit.text(".drop").contains("Drop a static RISC-V"));
        visit.drag_files(".stage", &files, true);
        visit.sees("no veil", || !visit.is_visible(".drop"));
        goes_to_main(&visit);
        visit.click(".notice .button");
        walks(&visit);
        visit.leaves_without_complaints();
    }
}

#[test]
fn what_cannot_be_run_is_said_and_the_page_goes_on() {
    let visit = Visit::start(LAPTOP);
    let at = visit.position();
    visit.drag_files(".code", &[("notes", b"just a text"), ("empty", b"")], true);
    visit.sees("why", || {
        let said = notice(&visit);
        said.contains("notes cannot be opened: it is a text, not an ELF executable for RISC-V")
            && said.contains("empty cannot be opened: the file is empty")
    });
    assert_eq!(visit.position(), at);
    let folder = Folder::new("page-dynamic");
    visit.choose("[data-open]", &[&compiled("steps", &["-no-pie"], &folder.0)]);
    visit.sees("how to link it", || notice(&visit).contains("link it with -static"));
    visit.click(".notice .button");
    visit.click("[data-command=Forward]");
    visit.sees("the second step", || visit.step() == "STEP 2 OF 5");
    visit.leaves_without_complaints();
}

/// Runs a script on the rows that the browser keeps, as a mishap would, and waits until it is done.
fn with_rows(visit: &Visit, script: &str) {
    let script = format!(
        "window.rowsDone = false;
         const open = indexedDB.open('ringside', 1);
         open.onsuccess = () => {{
             const change = open.result.transaction('opened', 'readwrite');
             const rows = change.objectStore('opened');
             {script}
             change.oncomplete = () => {{ open.result.close(); window.rowsDone = true; }};
         }};"
    );
    visit.script(&script, json!([]));
    visit.sees("the rows", || visit.script("return window.rowsDone", json!([])) == true);
}

/// Opens the page again and waits until it lists `/home`.
fn reloads(visit: &Visit) {
    // A visit of its own: the address without the moment.
    visit.script("location.assign(location.pathname)", json!([]));
    visit
        .sees("the listing", || visit.terminal().contains("notes.txt") && visit.step().starts_with("STEP 1"));
}

#[test]
fn what_is_open_survives_a_reload_and_what_is_damaged_is_put_aside() {
    let folder = Folder::new("page-kept");
    let (program, source) = steps(&folder);
    let visit = Visit::start(LAPTOP);
    visit.choose("[data-open]", &[&program, &source]);
    goes_to_main(&visit);
    walks(&visit);
    // Reloaded, the page is where it was, with the program that it needs. The address follows once the machine rests.
    visit.sees("the address of the program's run", || {
        let address = visit.script("return location.hash", json!([]));
        address.as_str().is_some_and(|it| it.contains("steps"))
    });
    visit.script("window.before = true; location.reload()", json!([]));
    visit.sees("the program's run again", || {
        visit.script("return !window.before", json!([])) == true && visit.terminal().contains("/home/steps")
    });
    visit.sees("nothing that it lacks", || notice(&visit).is_empty());
    let has_program = || {
        visit.click("[data-command=Last]");
        visit.terminal().contains(" steps")
    };
    reloads(&visit);
    visit.sees("the program in /home", has_program);
    visit.click(".header__open .menu__button");
    visit.click_text(".header__open .menu__item", "/home/steps");
    goes_to_main(&visit);
    walks(&visit);

    with_rows(
        &visit,
        "rows.put(new Uint8Array([1, 2, 3]), 'program/steps'); rows.put('no bytes', 'rubbish');",
    );
    reloads(&visit);
    visit.sees("what is damaged", || {
        notice(&visit).contains("program/steps") && notice(&visit).contains("damaged and was put aside")
    });
    reloads(&visit);
    assert!(!visit.is_visible(".notice__text"), "it is said once");

    visit.choose("[data-open]", &[&program]);
    goes_to_main(&visit);
    visit.click(".header__open .menu__button");
    visit.click_text(".header__open .menu__item", "Forget");
    visit.sees("that they are forgotten", || notice(&visit).contains("is forgotten"));
    reloads(&visit);
    visit.click(".header__open .menu__button");
    assert!(!visit.is_visible(".header__open .menu__item:nth-child(n + 2)") && !has_program());
    visit.leaves_without_complaints();
}

#[test]
fn pictures_of_an_opened_program_for_who_asks_for_them() {
    let Some(directory) = std::env::var_os("RINGSIDE_SCREENSHOTS").map(PathBuf::from) else { return };
    let folder = Folder::new("page-pictures");
    let bytes = fs::read(steps(&folder).0).unwrap();
    for size in [LAPTOP, FRAME, PHONE] {
        for dark in [false, true] {
            let visit = Visit::start(Window { dark, ..size });
            let scheme = if dark { "dark" } else { "light" };
            let picture = |what: &str| {
                visit.picture(&directory.join(format!("open-{what}-{}-{scheme}.png", size.name)));
            };
            visit.click(".header__open .menu__button");
            picture("menu");
            visit.keys([key::ESCAPE]);
            visit.drag_files(".stage", &[("steps", &bytes)], false);
            picture("veil");
            visit.drag_files(".stage", &[("notes", b"text")], true);
            visit.sees("why", || notice(&visit).contains("notes"));
            picture("refused");
            visit.drag_files(".stage", &[("steps", &bytes)], true);
            goes_to_main(&visit);
            picture("without-source");
            visit.drag_files(".stage", &[("steps.c", STEPS.as_bytes())], true);
            walks(&visit);
            visit.click(".notice .button");
            picture("with-source");
        }
    }
}
