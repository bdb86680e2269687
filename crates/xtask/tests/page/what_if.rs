//! The machine is changed by hand: what then happens is a branch, and what really happened comes back.

use serde_json::json;

use crate::LAPTOP;
use crate::driver::key;
use crate::visit::Visit;

/// Goes to the end of the run, as often as it grows, until the terminal is as it shall be.
fn sees_at_the_end(visit: &Visit, what: &str, shown: impl Fn(&str) -> bool) {
    visit.sees(what, || {
        visit.click("[data-command=Last]");
        shown(&visit.terminal())
    });
}

/// Leaves the branch.
fn leaves(visit: &Visit) {
    visit.click_text("[data-branch] .button", "Back to what really happened");
    visit.sees("no branch", || !visit.is_visible("[data-branch]"));
}

#[test]
fn what_if_echo_had_written_two_letters() {
    let visit = Visit::start(LAPTOP);
    visit.types("echo hello\n");
    let hellos = |terminal: &str| terminal.matches("hello").count();
    visit.sees("what echo writes", || hellos(&visit.terminal()) == 2);
    visit.click(".side__tabs [data-tab=calls]");
    visit.click(".calls__row[title^='write('][title*='hello']");
    visit.sees("the ecall", || visit.text(".code__row[data-current] .code__name") == "ecall");
    let at = visit.position();

    visit.click(".side__tabs [data-tab=cpu]");
    visit.click(".what-if summary");
    visit.sees("the form", || visit.is_visible(".what-if__register"));
    visit.script("document.querySelector('.what-if__register').focus()", json!([]));
    visit.keys("a2".chars());
    let value = || visit.script("return document.querySelector('.what-if__value').value", json!([]));
    visit.sees("its value", || value() == "0x6");
    visit.script("document.querySelector('.what-if__value').select()", json!([]));
    visit.click(".what-if__value");
    visit.script("document.querySelector('.what-if__value').select()", json!([]));
    visit.keys("two".chars().chain([key::ENTER]));
    visit.sees("that this is no number", || visit.is_visible(".what-if__note[role=alert]"));
    visit.script("document.querySelector('.what-if__value').select()", json!([]));
    visit.keys(['2', key::ENTER]);
    visit.sees("the branch", || visit.text("[data-branch]").contains("a2 ← 0x2, at instruction"));
    assert_eq!(visit.position(), at, "the machine stands where it was changed");
    // Two of six bytes: echo writes the others with a call of its own.
    let twice = |visit: &Visit| visit.text("[data-sentence]").contains("6 bytes with 2 write");
    sees_at_the_end(&visit, "two writes", |_| twice(&visit));
    visit.click_text("[data-branch] .button", "Go there");
    visit.sees("where it was changed", || visit.position() == at);

    leaves(&visit);
    assert_eq!(visit.position(), at);
    sees_at_the_end(&visit, "one write", |terminal| hellos(terminal) == 2 && !twice(&visit));
    visit.leaves_without_complaints();
}

#[test]
fn what_if_the_page_of_the_kernel_were_everybodys() {
    let visit = Visit::start(LAPTOP);
    visit.types("crash\n");
    visit.sees("how it ends", || visit.terminal().matches("/ #").count() == 3);
    assert!(!visit.terminal().contains("nothing stopped me"));
    visit.click("[data-command=First]");
    visit.sees("the program", || visit.attribute(".page", "data-mode").as_deref() == Some("U"));
    visit.click(".code__find");
    visit.keys("load".chars().chain([key::ENTER]));
    visit.sees("the function that loads", || visit.text(".code__function").ends_with("::load"));

    visit.click(".side__tabs [data-tab=memory]");
    visit.click(".memory__input");
    visit.keys("0xffffffff80000000".chars().chain([key::ENTER]));
    visit.click_text(".memory__part", "Walk");
    let bit = "[data-level='0'] [data-bit=U]";
    visit
        .sees("that it is the kernel's", || visit.attribute(bit, "aria-pressed").as_deref() == Some("false"));
    visit.click(bit);
    visit.sees("the branch, and the bit", || {
        visit.is_visible("[data-branch]") && visit.attribute(bit, "aria-pressed").as_deref() == Some("true")
    });
    sees_at_the_end(&visit, "that nothing stops it", |terminal| terminal.contains("nothing stopped me"));
    leaves(&visit);
    visit.sees("the kernel's page", || visit.attribute(bit, "aria-pressed").as_deref() == Some("false"));
    sees_at_the_end(&visit, "that it is stopped", |terminal| {
        terminal.contains("crash: reading") && !terminal.contains("nothing stopped me")
    });
    visit.leaves_without_complaints();
}

#[test]
fn a_field_of_a_register_is_turned_round_by_a_click() {
    let visit = Visit::start(LAPTOP);
    visit.click(".side__tabs [data-tab=cpu]");
    visit.click("[data-csr=sstatus] summary");
    let sum = || visit.text("[data-csr=sstatus]").contains("SUM=1");
    let before = sum();
    visit.click_text("button.cpu__field", "SUM=");
    visit.sees("the branch", || visit.text("[data-branch]").contains("sstatus ←") && sum() != before);
    leaves(&visit);
    visit.sees("the field as it was", || sum() == before);
    visit.leaves_without_complaints();
}
