//! Every system call is tried from inside the guest, with good and with bad arguments, and none costs the kernel anything.

#[path = "common/guest.rs"]
mod guest;

/// Far more than they take.
const LIMIT: u64 = 3_000_000_000;

#[test]
fn every_call_does_what_it_should_and_refuses_what_it_must() {
    let ended = guest::run("usertests", LIMIT);
    let trials = ended.output.lines().filter(|line| line.starts_with("ok ")).count();
    guest::print(&format!("usertests: {trials} trials, {} million steps", ended.steps / 1_000_000));
    assert_eq!(ended.status, 0, "\n{}", guest::tail(&ended.output));
    assert!(trials > 40, "{trials} trials");
}
