//! A kernel of one's own on the page: dropped with its source, walked through, kept, shared, and left for the built-in one.

use std::fs;
use std::path::PathBuf;

use serde_json::json;

use crate::common::{Folder, KERNEL, compiled};
use crate::driver::key;
use crate::visit::Visit;
use crate::{FRAME, LAPTOP, PHONE};

const SOURCE: &str = include_str!("../../corpus/kernel.c");

fn kernel(name: &str, how: &[&str]) -> Vec<u8> {
    let folder = Folder::new(&format!("page-kernel-file-{name}"));
    fs::read(compiled("kernel", &[KERNEL, how].concat(), &folder.0)).unwrap()
}

fn notice(visit: &Visit) -> String {
    visit.text(".notice__text")
}

fn line(visit: &Visit) -> String {
    visit.text(".code__line[data-current] .code__text").trim().to_string()
}

#[test]
fn a_kernel_is_dropped_with_its_source_and_walked_through() {
    let bytes = kernel("dropped", &[]);
    for window in [LAPTOP, FRAME, PHONE] {
        let visit = Visit::start(window);
        visit.drag_files(".stage", &[("tiny.elf", &bytes), ("kernel.c", SOURCE.as_bytes())], true);
        visit.sees("what was switched on", || {
            let said = notice(&visit);
            said.contains("kernel tiny.elf: the hart began at 0x80000000 in M-mode")
                && said.contains("not made like")
        });
        visit.sees("what it says", || visit.terminal().contains("the program has ended"));
        visit.click(".notice .button");
        assert!(
            !visit.is_visible(".kernel__table") && !visit.is_visible(".kernel__files"),
            "it has none that we know"
        );
        visit.chooses("Code");
        visit.click("[data-command=First]");
        visit.sees("its first instruction", || visit.text(".code__function") == "_start");
        visit.keys([key::ESCAPE]);
        visit.click(".code__find");
        visit.keys("answer".chars().chain([key::ENTER, key::ESCAPE]));
        visit.sees("its answer to the program", || visit.text(".code__function") == "answer");
        visit.sees("the C source", || line(&visit) == "u64 answer(u64 value, u64 number) {");
        if let Some(directory) = std::env::var_os("RINGSIDE_SCREENSHOTS").map(PathBuf::from) {
            visit.picture(&directory.join(format!("own-kernel-{}.png", window.name)));
        }
        visit.click(".code__tool[data-command=Over]");
        visit.sees("the next line", || line(&visit) == "calls++;");
        visit.click(".code__tool[data-command=OverBack]");
        visit.sees("the line before", || line(&visit).starts_with("u64 answer"));
        assert!(visit.fits(), "the page is wider than its window");
        visit.leaves_without_complaints();
    }
}

#[test]
fn a_kernel_is_kept_shared_and_left() {
    let folder = Folder::new("page-kernel-kept");
    let path = folder.0.join("echo");
    fs::write(&path, kernel("kept", &["-DECHO"])).unwrap();
    let visit = Visit::start(LAPTOP);
    visit.choose("[data-open]", &[&path]);
    visit.sees("that it runs", || visit.terminal().contains("the program has ended"));
    visit.chooses("Terminal");
    visit.click("#terminal-keys");
    visit.keys("Hi".chars());
    visit.sees("the echo", || visit.terminal().contains("Hi"));
    visit.click_text(".phase-bar__button", "Pause");
    visit.sees("the address of the moment", || {
        let address = visit.script("return location.hash", json!([]));
        address.as_str().is_some_and(|it| it.contains("file=kernel/echo"))
    });
    visit.script("window.before = true; location.reload()", json!([]));
    visit.sees("the same again", || {
        visit.script("return !window.before", json!([])) == true && visit.terminal().contains("Hi")
    });
    visit.script("location.assign(location.pathname)", json!([]));
    visit.sees("that it is still the kernel", || notice(&visit).contains("with the kernel echo"));

    visit.click(".header__open .menu__button");
    visit.click_text(".header__open .menu__item", "Back to the built-in kernel");
    visit.sees("the built-in one", || notice(&visit).contains("with the built-in kernel again"));
    visit.sees("its listing", || visit.terminal().contains("notes.txt"));
    visit.script("location.assign(location.pathname)", json!([]));
    visit.sees("it after a reload too", || visit.terminal().contains("notes.txt"));
    visit.click(".header__open .menu__button");
    assert!(!visit.is_visible(".header__open .menu__item:nth-child(n + 2)"));
    visit.leaves_without_complaints();
}

#[test]
fn a_kernel_that_cannot_start_is_said_and_the_machine_stays() {
    let visit = Visit::start(LAPTOP);
    let at = visit.position();
    // Linked without --omagic, the headers of the file want a page below RAM.
    let folder = Folder::new("page-kernel-low");
    let low =
        compiled("kernel", &[&KERNEL[..KERNEL.len() - 1], &["-Wl,-Ttext=0x80000000"]].concat(), &folder.0);
    visit.choose("[data-open]", &[&low]);
    visit.sees("why", || {
        notice(&visit).contains("the memory for a kernel goes from 0x80000000 to 0x86000000")
    });
    assert_eq!(visit.position(), at);
    visit.leaves_without_complaints();
}
