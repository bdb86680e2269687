//! The Processes panel, compared with what the guest's own programs print of them.

mod common;

use common::fact;
use session::{Command, Counts, Look, ProcessState, Processes, Session};

fn processes(session: &mut Session, pid: Option<u32>) -> Processes {
    session.command(Command::Look(Look::Processes(pid)));
    session.scene().processes.clone().expect("somebody looks")
}

/// The facts of a section of the process that is looked at.
#[track_caller]
fn section<'a>(processes: &'a Processes, title: &str) -> &'a [(String, String)] {
    let sections = &processes.chosen.as_ref().expect("somebody is looked at").sections;
    &sections.iter().find(|(name, _)| name == title).expect("it has it").1
}

/// Where the first call of this name by a process of this name was made.
fn call(session: &mut Session, process: &str, name: &str) -> u64 {
    let run = session.scene().run.clone();
    let found = run.calls.iter().find(|call| call.process == process && call.name == name);
    found.unwrap_or_else(|| panic!("no {name} by {process}")).from
}

#[test]
fn the_list_is_what_ps_prints() {
    let mut session = common::booted();
    // What ends in the background wakes whoever waits for a child: that is over by then.
    common::run(&mut session, "sleep 9 & cat & sleep 1; ps");
    let at = call(&mut session, "ps", "write");
    let printed = String::from_utf8_lossy(session.output()).replace('\r', "");
    session.command(Command::Seek(at));
    let rows = processes(&mut session, None).rows;
    let mut lines = printed.lines().skip_while(|line| !line.contains("PID"));
    let head: Vec<&str> = lines.next().expect("a head").split_whitespace().collect();
    let place = |word: &str| head.iter().position(|it| *it == word).expect("a column");
    let (pid, state) = (place("PID"), head.iter().position(|it| it.starts_with('S')).expect("a state"));
    let mut compared = 0;
    for line in lines.filter(|line| line.trim_start().starts_with(|c: char| c.is_ascii_digit())) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let row = rows.iter().find(|row| row.process.pid.to_string() == words[pid]).expect(line);
        let letter = match row.state {
            ProcessState::Running | ProcessState::Ready => "R",
            ProcessState::Asleep => "S",
            ProcessState::Ended => "Z",
        };
        assert_eq!(words[state], letter, "{line}: {row:?}");
        assert!(line.contains(&row.process.name), "{line}: {row:?}");
        compared += 1;
    }
    assert_eq!(compared, rows.len(), "{printed}\n{rows:?}");
    let depth = |name: &str| rows.iter().find(|row| row.process.name == name).map(|row| row.depth);
    assert_eq!(
        [depth("init"), depth("sh"), depth("sleep"), depth("ps")],
        [Some(0), Some(1), Some(2), Some(2)]
    );
}

#[test]
fn a_process_in_detail_is_what_proc_status_says() {
    let mut session = common::booted();
    common::run(&mut session, "cat /proc/self/status /proc/self/statm");
    let at = call(&mut session, "cat", "read");
    let printed = String::from_utf8_lossy(session.output()).replace('\r', "");
    let line = |name: &str| {
        let found = printed.lines().find_map(|line| line.strip_prefix(name)).expect("it says so");
        found.split_whitespace().map(str::to_string).collect::<Vec<_>>()
    };
    session.command(Command::Seek(at));
    let all = processes(&mut session, None);
    let chosen = all.chosen.as_ref().expect("the current one");
    assert_eq!(line("Pid:"), [chosen.process.pid.to_string()]);
    assert_eq!(line("PPid:"), [chosen.parent.as_ref().expect("the shell").pid.to_string()]);
    let who = section(&all, "Who it is");
    assert_eq!(fact(who, "user, group"), format!("{}, {}", line("Uid:")[0], line("Gid:")[0]));
    assert_eq!(fact(who, "umask"), line("Umask:")[0]);
    assert_eq!(fact(who, "threads"), line("Threads:")[0]);
    assert_eq!(fact(who, "working directory"), "/");
    let memory = section(&all, "Its memory");
    let size = fact(memory, "promised").split(" KiB").next().unwrap().replace('\u{202f}', "");
    assert_eq!(size, line("VmSize:")[0]);
    assert_eq!(fact(memory, "program"), "/bin/tools");
    let satp = session.scene().cpu.csrs.iter().find(|csr| csr.name == "satp").expect("it is shown").value;
    assert_eq!(fact(memory, "root page table"), format!("{:#x}", (satp & ((1 << 44) - 1)) << 12));
    assert_eq!(chosen.descriptors.len(), 4, "{:?}", chosen.descriptors);
    assert_eq!(chosen.descriptors[3].1, format!("/proc/{}/status", chosen.process.pid));
}

#[test]
fn the_signals_are_those_that_the_shell_handles() {
    let mut session = common::booted();
    common::run(&mut session, "true");
    let all = processes(&mut session, Some(2));
    let signals = section(&all, "Its signals");
    assert_eq!((fact(signals, "pending"), fact(signals, "blocked")), ("none", "none"));
    let kept = [fact(signals, "handled"), fact(signals, "ignored")].join(" ");
    assert!(kept.split(' ').any(|name| name == "INT"), "the shell survives Ctrl-C: {kept}");
}

#[test]
fn steps_and_switches_add_up_to_the_run_at_every_position() {
    let mut session = common::booted();
    common::run(&mut session, "yes | head -n 400");
    let run = session.scene().run.clone();
    for part in [0, 1, 3, 7, 9, 10] {
        let at = run.start + (run.end - run.start) * part / 10;
        session.command(Command::Seek(at));
        let all = processes(&mut session, None);
        let Counts { user, kernel, mode_switches, process_switches } = all.counts;
        assert_eq!(user + kernel, at - run.start);
        assert_eq!(mode_switches, run.modes.iter().skip(1).filter(|span| span.from <= at).count() as u64);
        let mut hart: Vec<u32> =
            run.switches.iter().filter(|it| it.at <= at).filter_map(|it| it.pid).collect();
        hart.dedup();
        let began_with_one = usize::from(run.switches[0].pid.is_some());
        assert_eq!(process_switches, (hart.len() - began_with_one) as u64);
        let in_user_mode = run.modes.iter().filter(|span| span.mode == session::Mode::User);
        assert_eq!(user, in_user_mode.map(|span| span.to.min(at).saturating_sub(span.from)).sum::<u64>());
    }
}

#[test]
fn a_system_call_switches_the_mode_and_not_the_process() {
    let mut session = common::booted();
    common::run(&mut session, "ls");
    let run = session.scene().run.clone();
    let call = run.calls.iter().find(|call| call.process == "ls" && call.name == "newfstatat");
    let call = call.or(run.calls.iter().find(|call| call.process == "ls" && call.name == "getdents64"));
    let call = call.expect("ls asks for something").clone();
    let mut counts = |at: u64| {
        session.command(Command::Seek(at));
        let all = processes(&mut session, Some(call.pid));
        all.rows.iter().find(|row| row.process.pid == call.pid).expect("it is there").counts
    };
    let (before, after) = (counts(call.from), counts(call.to.expect("it returns")));
    assert_eq!(after.mode_switches, before.mode_switches + 2);
    assert_eq!(after.process_switches, before.process_switches);
    assert_eq!(after.kernel - before.kernel, call.steps);
}

#[test]
fn a_process_that_is_gone_gives_way_to_the_one_that_had_the_hart_last() {
    let mut session = common::booted();
    common::run(&mut session, "true");
    let end = session.scene().run.end;
    session.command(Command::Seek(end));
    let all = processes(&mut session, Some(3));
    assert!(all.rows.iter().all(|row| row.process.pid != 3), "it has ended");
    assert_eq!(session.scene().now.process, None, "nobody has the hart");
    assert_eq!(all.chosen.expect("the one that had it last").process.name, "sh");
}

#[test]
fn what_is_counted_from_outside_is_what_the_kernel_counts_itself() {
    let mut session = common::booted();
    common::run(&mut session, "ls -l /home");
    let at = call(&mut session, "ls", "write");
    session.command(Command::Seek(at));
    let all = processes(&mut session, None);
    let own = section(&all, "Since it began, as the kernel counts");
    let number = |name: &str| {
        let digits: String = fact(own, name).chars().filter(char::is_ascii_digit).collect();
        digits.parse::<u64>().expect("a number")
    };
    let counts = all.rows.iter().find(|row| row.current).expect("ls has the hart").counts;
    let entries = number("entered the kernel");
    // It began with a return to user mode, and is there again.
    assert_eq!(counts.mode_switches, 2 * entries + 1);
    let switches = number("gave the hart away") + number("had to give it");
    assert_eq!(counts.process_switches, switches + 1);
    // Between the kernel's looks at its clock and the crossings are the registers that it saves and puts back.
    let more = number("in user mode") - counts.user;
    assert!((70..300).contains(&(more / entries)), "{more} steps apart after {entries} entries");
}
