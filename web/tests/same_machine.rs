//! In a browser: the machine that the page runs is, bit for bit, the one that runs natively.
#![cfg(target_arch = "wasm32")]

use session::{Command, Images, Level, Session, Way};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// What `xtask` found natively, in hexadecimal, after the same commands.
const NATIVE: Option<&str> = option_env!("RINGSIDE_NATIVE_DIGEST");

#[wasm_bindgen_test]
fn the_page_runs_the_same_machine_as_the_terminal() {
    let images = Images {
        kernel: guest_images::KERNEL,
        initrd: guest_images::INITRD,
        debug: guest_images::DEBUG,
        elf: None,
        sources: guest_images::SOURCES,
        bootargs: "",
    };
    let mut session = Session::new(images).expect("the images are good");
    session.command(Command::Run("ls -l /home".into()));
    while session.work(200_000) {}
    session.command(Command::Step(Level::Story, Way::Forward));
    let native = NATIVE.expect("RINGSIDE_NATIVE_DIGEST is set by `cargo xtask test`");
    assert_eq!(format!("{:016x}", session.digest()), native);
}
