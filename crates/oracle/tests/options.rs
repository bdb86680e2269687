//! The table of optional behaviours is whole: each row names the manual's section and title, and what was chosen.

/// The table.
const OPTIONS: &str = include_str!("../../machine/OPTIONS.md");

#[test]
fn every_optional_behaviour_has_its_source_and_what_each_machine_chose() {
    let (mut rows, mut source) = (0, "");
    for line in OPTIONS.lines().filter(|line| line.starts_with('|')) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [behaviour, manual, ours, qemu, _, programs] = cells[..] else { panic!("six columns: {line}") };
        if behaviour == "behaviour" || behaviour.starts_with("---") {
            source = "";
            continue;
        }
        source = if manual.starts_with("the same") { source } else { manual };
        assert!(source.contains('§') && source.contains('"'), "section and title: {line}");
        assert!(!ours.is_empty() && !qemu.is_empty() && !programs.is_empty(), "{line}");
        assert!(ours != qemu && !ours.contains("(!)"), "{line}");
        rows += 1;
    }
    assert!(rows > 50, "{rows}");
}
