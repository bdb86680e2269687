//! Who speaks German gets the page in German, all of it; and who wants the other language has it with one click.

use std::collections::BTreeSet;

use serde_json::json;

use crate::driver::{Window, key};
use crate::visit::{Visit, server};
use crate::{LAPTOP, PHONE};

/// Every text that a person reads or hears, but what is the machine's own: code, names, and what is on the terminal.
const TEXTS: &str = "
    const own = 'code, kbd, datalist, .terminal__lines, .memory__ascii, .code__list, .code__function, .header__input, .kernel__tree, .boundary__picture .path-box__function, .menu__label, [lang]:not(html):not([data-theme])';
    const seen = element => element.checkVisibility() && !element.closest(own);
    const texts = new Set();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const { parentElement: element, data } = walker.currentNode;
        if (seen(element)) texts.add(data.trim());
    }
    for (const element of document.body.querySelectorAll('*')) {
        if (!seen(element)) continue;
        for (const name of ['aria-label', 'title', 'placeholder', 'aria-valuetext']) {
            if (element.hasAttribute(name)) texts.add(element.getAttribute(name).trim());
        }
    }
    return [...texts];";

fn texts(visit: &Visit) -> BTreeSet<String> {
    serde_json::from_value(visit.script(TEXTS, json!([]))).expect("a list of texts")
}

/// A text that is more than names, numbers, and values of the machine.
fn is_prose(text: &str) -> bool {
    if text.contains(" = ") || text.contains("pid ") {
        return false;
    }
    let words = text.split_whitespace().filter(|word| {
        word.len() > 2
            && word.trim_end_matches([',', '.', ':']).chars().all(|letter| letter.is_ascii_lowercase())
    });
    words.count() > 1
}

/// What there is to be read in every view: all panels in the middle of a call, the list, the help, an experiment, a branch.
fn every_view(window: Window) -> Vec<(String, BTreeSet<String>)> {
    let visit = Visit::enter(window);
    let mut views = vec![("the first step".to_string(), texts(&visit))];
    let mut look = |name: &str| views.push((name.to_string(), texts(&visit)));
    (0..2).for_each(|_| visit.click("[data-command=Forward]"));
    visit.rests();
    for panel in ["cpu", "stack", "calls", "processes", "files", "memory"] {
        visit.click(&format!(".side__tabs [data-tab={panel}]"));
        visit.rests();
        look(panel);
    }
    for part in 2..=3 {
        visit.click(&format!(".memory__part:nth-child({part})"));
        visit.rests();
        look(&format!("part {part} of the memory panel"));
    }
    visit.click("[data-tool=list]");
    look("the list of the timeline");
    visit.click("[data-tool=list]");
    visit.keys("?".chars());
    look("the help");
    visit.keys([key::ESCAPE]);
    visit.sees("the help go", || !visit.is_visible(".help"));
    visit.keys("S".chars());
    visit.sees("the dialogue that shares", || visit.is_visible(".share__field"));
    look("the dialogue that shares");
    visit.keys([key::ESCAPE]);
    visit.sees("the dialogue go", || !visit.is_visible(".share"));
    visit.keys("e".chars());
    visit.sees("the question", || visit.is_visible(".trial__question"));
    look("a question");
    visit.keys([key::ENTER]);
    visit.sees("the answer", || visit.is_visible("[data-answer]"));
    visit.rests();
    look("an answer");
    visit.keys([key::ESCAPE]);
    for menu in ["trials", "examples", "open"] {
        visit.click(&format!(".header__{menu} .menu__button"));
        look(menu);
        visit.keys([key::ESCAPE]);
    }
    visit.leaves_without_complaints();
    views
}

#[test]
fn nothing_on_the_page_is_left_in_the_other_language() {
    let english = every_view(LAPTOP);
    let german = every_view(Window { language: "de-DE", ..LAPTOP });
    let mut left = Vec::new();
    let mut n_texts = 0;
    for ((view, english), (_, german)) in english.iter().zip(&german) {
        n_texts += german.len();
        left.extend(
            english.intersection(german).filter(|text| is_prose(text)).map(|text| format!("{view}: {text}")),
        );
    }
    assert_eq!(english.len(), german.len());
    assert!(n_texts > 1_000, "{n_texts} texts");
    assert!(left.is_empty(), "{}", left.join("\n"));
}

#[test]
fn a_person_changes_the_language_and_it_is_remembered() {
    let german = Window { language: "de-AT", ..LAPTOP };
    let visit = Visit::enter(german);
    let language = || visit.attribute("html", "lang").unwrap_or_default();
    assert_eq!((language().as_str(), visit.step().as_str()), ("de", "SCHRITT 1 VON 5"));
    (0..2).for_each(|_| visit.click("[data-command=Forward]"));
    visit.rests();
    let (position, sentence) = (visit.position(), visit.text("[data-sentence]"));
    visit.click("#language");
    visit.sees("the page in English", || visit.step() == "STEP 3 OF 5");
    assert_eq!((language().as_str(), visit.position()), ("en", position));
    assert_ne!(visit.text("[data-sentence]"), sentence);
    assert_eq!(visit.script("return document.activeElement.id", json!([])), "language", "the focus stays");
    visit.open(&server().url());
    visit.sees("the first step", || visit.step() == "STEP 1 OF 5");
    visit.keys([key::ESCAPE]);
    visit.click("#language");
    visit.sees("the page in German", || visit.step() == "SCHRITT 1 VON 5");
    visit.leaves_without_complaints();
}

#[test]
fn on_a_phone_the_language_is_changed_in_the_help() {
    let visit = Visit::enter(PHONE);
    visit.click(".header__help");
    visit.click("#help-language");
    visit.sees("the help in German", || visit.text("#help-title").contains("ersten Reihe"));
    visit.keys([key::ESCAPE]);
    visit.sees("the page in German", || visit.step() == "SCHRITT 1 VON 5");
    assert!(visit.fits());
    visit.leaves_without_complaints();
}
