//! What the kernel's services cost, in instructions: the figures that the page teaches, and bounds that hold them.

#[path = "common/guest.rs"]
mod guest;

/// Far more than it takes.
const LIMIT: u64 = 2_000_000_000;

#[test]
fn services_cost_what_is_said_of_them() {
    let ended = guest::run("costs", LIMIT);
    assert_eq!(ended.status, 0, "\n{}", guest::tail(&ended.output));
    let lines: Vec<&str> = ended.output.lines().filter(|line| line.starts_with("costs: ")).collect();
    guest::print(&lines.join("\n"));
    let cost = |what: &str| -> u64 {
        let line = lines.iter().find(|line| line.ends_with(&format!(": {what}")));
        let line = line.unwrap_or_else(|| panic!("no figure for {what}"));
        line.split(' ').nth(1).and_then(|number| number.parse().ok()).expect("a figure")
    };
    // Bounds, not figures: a kernel that does twice the work for the same service shall not go unseen.
    for (what, most) in [
        ("getpid", 1_000),
        ("write of a byte to /dev/null", 2_500),
        ("page fault", 3_000),
        ("sched_yield, there and back", 6_000),
        ("fork, execve, exit and wait4", 300_000),
    ] {
        let cost = cost(what);
        assert!((50..most).contains(&cost), "{what}: {cost} instructions, not below {most}");
    }
}
