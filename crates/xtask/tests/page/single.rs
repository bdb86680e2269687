//! The page as a single file, alone in a folder, opened without a server: in all three engines.

use std::fs;

use serde_json::json;
use xtask::export;
use xtask::root::target;

use crate::LAPTOP;
use crate::driver::key;
use crate::engine::Engine;
use crate::visit::{Visit, built, server};

/// The file's address. It is made anew of the page that all tests look at.
fn address(name: &str) -> String {
    let folder = target().join("page").join(name);
    fs::create_dir_all(&folder).expect("a folder can be made");
    let file = folder.join("ringside.html");
    let text = export::text(&built().directory).unwrap_or_else(|error| panic!("{error}"));
    fs::write(&file, text).expect("the file can be written");
    format!("file://{}", file.display())
}

fn works(engine: Engine) {
    let Some(visit) = Visit::of_in(engine, LAPTOP, &address(&format!("single-{engine:?}"))) else {
        println!("{engine:?} is left out: its driver is for Linux only.");
        return;
    };
    visit.sees("the first step", || visit.step() == "STEP 1 OF 5");
    (0..2).for_each(|_| visit.click("[data-command=Forward]"));
    visit.sees("the third step", || visit.step() == "STEP 3 OF 5");
    visit.sees("a source line of the kernel", || visit.is_visible(".code__line[data-current]"));
    visit.script("document.querySelector('.header__input').select()", json!([]));
    visit.click(".header__input");
    visit.script("document.querySelector('.header__input').select()", json!([]));
    visit.keys("echo alone".chars().chain([key::ENTER]));
    visit.sees("what another command wrote", || visit.terminal().contains("# echo alone"));
    visit.sees("its first step", || visit.step().starts_with("STEP 1 OF"));
    let asked = "return performance.getEntriesByType('resource').map((it) => it.name)
        .filter((it) => !/^(data|blob):/.test(it))";
    assert_eq!(visit.script(asked, json!([])), json!([]), "nobody is asked for anything");
    if engine == Engine::Chromium {
        visit.leaves_without_complaints();
    }
}

#[test]
fn the_single_file_works_in_chromium() {
    works(Engine::Chromium);
}

#[test]
fn the_single_file_works_in_firefox() {
    works(Engine::Firefox);
}

#[test]
fn the_single_file_works_in_webkit() {
    works(Engine::WebKit);
}

#[test]
fn a_link_works_in_the_single_file() {
    let visit = Visit::of(LAPTOP, &format!("{}#v=1&run=echo+linked&step=120", address("single-link")));
    visit.sees("the moment", || visit.step() != "" && visit.position() == 120);
    assert!(visit.terminal().contains("echo linked"));
    visit.keys("S".chars());
    visit.sees("what can be shared without a server", || visit.is_visible("[data-share=png]"));
    assert!(!visit.is_visible(".share__preview"), "there is no frame beside a file");
    visit.leaves_without_complaints();
}

#[test]
fn the_single_file_cannot_ask_anybody() {
    let visit = Visit::of(LAPTOP, &address("single-policy"));
    visit.sees("the first step", || visit.step() == "STEP 1 OF 5");
    let refused = "return new Promise((refused) => {
        addEventListener('securitypolicyviolation', (it) => refused([it.effectiveDirective, it.blockedURI]));
        fetch(arguments[0]).catch(() => {});
    })";
    // The page that is served, and would answer.
    let url = server().url();
    assert_eq!(visit.script(refused, json!([url])), json!(["connect-src", url]));
}
