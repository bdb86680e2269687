//! C programs that know nothing of this kernel, linked statically with glibc, run on it and on QEMU's user mode: both
//! must write the same, end the same and, where that can be compared, make the same system calls.
//!
//! The programs are in `corpus/`. What may differ is said here: addresses, process numbers, descriptors (QEMU keeps some
//! for itself), and the calls of [`DIFFERENT`].

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use common::{Folder, compiled, gcc, tool};
use session::{Command as Wish, ELF_READER, Images, Phase, Session};
use xtask::archive::Archive;

/// Steps given to the machine at a time.
const SLICE: u64 = 1 << 22;
/// Calls whose results differ for a reason: QEMU's user mode has no robust list and no restartable sequences, sees its own
/// paths, answers for the developer's terminal, and hides `O_LARGEFILE`, which a 64-bit kernel adds to the flags of every
/// file. The ticks of `times` begin somewhere, and its machine has more harts.
const DIFFERENT: [&str; 8] =
    ["set_robust_list", "rseq", "readlinkat", "getcwd", "ioctl", "fcntl", "times", "sched_getaffinity"];

/// What a program has done.
#[derive(PartialEq, Eq, Debug)]
struct Run {
    status: i32,
    output: String,
    errors: String,
}

/// A call: its name and, if that can be compared, its result.
type Call = (String, Option<String>);

/// The calls of a program, of each of its processes by itself: who has the hart when is nobody's promise.
type Calls = Vec<Vec<Call>>;

/// Sorts calls by the numbers of their processes, the first one first.
fn by_process(calls: impl Iterator<Item = (u32, Call)>) -> Calls {
    let mut processes: Vec<(u32, Vec<Call>)> = Vec::new();
    for (pid, call) in calls {
        match processes.iter_mut().find(|(known, _)| *known == pid) {
            Some((_, calls)) => calls.push(call),
            None => processes.push((pid, vec![call])),
        }
    }
    processes.into_iter().map(|(_, calls)| calls).collect()
}

/// The program on QEMU, and its calls.
fn on_qemu(program: &Path, folder: &Path) -> (Run, Calls) {
    let (log, place) = (folder.join("log"), folder.join("place"));
    fs::create_dir_all(&place).unwrap();
    let mut qemu = tool("qemu-riscv64", "qemu-user");
    let output = qemu.arg("-strace").arg("-D").arg(&log).arg(program).current_dir(&place).output().unwrap();
    let status = output.status.code().unwrap_or_else(|| 128 + signal(&output.status));
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    // QEMU says on standard error which signal has ended a program.
    let errors = text(output.stderr)
        .lines()
        .filter(|line| !line.starts_with("qemu: uncaught"))
        .fold(String::new(), |text, line| text + line + "\n");
    let log = fs::read_to_string(log).unwrap();
    (Run { status, output: text(output.stdout), errors }, by_process(qemu_calls(&log)))
}

#[cfg(unix)]
fn signal(status: &std::process::ExitStatus) -> i32 {
    std::os::unix::process::ExitStatusExt::signal(status).unwrap_or(0)
}

/// The calls of a log, as `123 lseek(4,-1,SEEK_SET) = -1 errno=22 (Invalid argument)`. Several processes write it, each
/// in pieces: the next one's line may begin in the middle of another's.
fn qemu_calls(log: &str) -> impl Iterator<Item = (u32, Call)> {
    let first_word = |line: &'_ str| line.split(' ').next().and_then(|word| word.parse::<u32>().ok());
    let pids: BTreeSet<u32> = log.lines().filter_map(first_word).collect();
    log.lines()
        .flat_map(|line| line.match_indices('(').map(move |(at, _)| (&line[..at], &line[at..])))
        .filter_map(move |(before, behind)| {
            let (before, name) = before.rsplit_once(' ')?;
            if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
                return None;
            }
            let pid = pids.iter().rev().find(|pid| before.ends_with(&pid.to_string()))?;
            Some((*pid, comparable(name, qemu_result(behind))))
        })
}

/// What stands behind a call: a number, or the number of an error.
fn qemu_result(behind: &str) -> Option<String> {
    let (_, result) = behind.split_once(") = ")?;
    match result.split_once(" errno=") {
        Some((_, error)) => {
            let number = error.split(' ').next()?.parse().ok()?;
            abi::Errno::from_number(number).map(|errno| errno.name().to_string())
        }
        None => result.split(' ').next().map(str::to_string),
    }
}

/// A call with its result, if that means the same on both sides.
fn comparable(name: &str, result: Option<String>) -> Call {
    use abi::Kind;
    let row = abi::Syscall::ALL.iter().map(|call| call.signature()).find(|row| row.name == name);
    let kind = row.map_or(Kind::Addr, |row| row.result);
    let own = matches!(kind, Kind::Addr | Kind::Pid | Kind::Fd | Kind::Never) || DIFFERENT.contains(&name);
    // One side says a mode in octal, the other one does not.
    let octal = |result: &String| u32::from_str_radix(result, 8).ok().filter(|_| kind == Kind::Mode);
    let result = result.map(|result| match octal(&result).filter(|_| result.starts_with('0')) {
        Some(mode) => mode.to_string(),
        None => result,
    });
    let is_error = result.as_ref().is_some_and(|result| result.starts_with('E'));
    (name.to_string(), result.filter(|_| is_error && !DIFFERENT.contains(&name) || !own))
}

/// The program in our guest, and the calls of its processes.
fn on_ours(name: &str, program: &Path) -> (Run, Calls) {
    let (run, calls, _) = in_guest(name, program, Archive::from_cpio(guest_images::INITRD).unwrap());
    (run, calls)
}

/// The same, in a guest with these files, and the log of the calls of all processes. No page may be lost.
fn in_guest(name: &str, program: &Path, mut archive: Archive) -> (Run, Calls, Vec<String>) {
    archive.add_program(&format!("corpus/{name}"), fs::read(program).unwrap());
    let initrd = archive.to_cpio().unwrap();
    let images = Images {
        kernel: guest_images::KERNEL,
        initrd: &initrd,
        debug: guest_images::DEBUG,
        elf: Some(ELF_READER),
        sources: guest_images::SOURCES,
        bootargs: "",
    };
    let mut session = Session::new(images).unwrap();
    while session.work(SLICE) {}
    type_line(&mut session, "cd /tmp");
    let free_pages = session.scene().free_pages;

    type_line(&mut session, &format!("/corpus/{name} > out"));
    let run = session.scene().run.clone();
    let is_ours = |line: &&str| !line.starts_with("kernel: pid") && !line.contains(": killed by signal");
    let errors = output(&session);
    let errors: String = errors.lines().filter(is_ours).map(|line| format!("{line}\n")).collect();
    // Before it was this program, its first process was a child of the shell.
    let calls = run.calls.iter().filter(|call| call.process == name && call.name != "execve").map(|call| {
        let result = call.result.as_deref().filter(|result| *result != "?");
        let result = result.map(|result| match result.strip_prefix("-1 ") {
            Some(error) => error.split(' ').next().unwrap_or_default().to_string(),
            None => result.to_string(),
        });
        (call.pid, comparable(&call.name, result))
    });
    let calls = by_process(calls);
    let lines = run.calls.iter().map(|call| call.line.clone()).collect();

    type_line(&mut session, "cat out");
    let written = output(&session);
    type_line(&mut session, "rm out");
    assert_eq!(session.scene().free_pages, free_pages, "{name} has cost pages");
    (Run { status: run.status.unwrap_or(-1), output: written, errors }, calls, lines)
}

fn output(session: &Session) -> String {
    String::from_utf8_lossy(session.output()).replace("\r\n", "\n")
}

#[track_caller]
fn type_line(session: &mut Session, line: &str) {
    session.command(Wish::Type(format!("{line}\n")));
    while session.work(SLICE) {}
    assert_eq!(session.scene().phase, Phase::Prompt, "{line}: {}", session.scene().terminal);
}

/// The program writes the same and ends the same on both sides.
#[track_caller]
fn check(name: &str) {
    check_linked(name, &["-static"], |_, _| None);
}

/// The same, and so are its calls: of a single process with their results, of several in the order of each.
#[track_caller]
fn check_calls(name: &str) {
    check_linked(name, &["-static"], different_calls);
}

/// The same of a program that is linked in this way; `different` says what else differs. QEMU has another chance, since how
/// long things take on a machine that does much else is nobody's promise.
#[track_caller]
fn check_linked(name: &str, how: &[&str], different: fn(&Calls, &Calls) -> Option<String>) {
    let folder = Folder::new(name);
    let program = compiled(name, how, &folder.0);
    let (ours, our_calls) = on_ours(name, &program);
    let mut difference = None;
    for _ in 0..3 {
        let (theirs, their_calls) = on_qemu(&program, &folder.0);
        difference = match ours == theirs {
            true => different(&our_calls, &their_calls),
            false => Some(format!("{ours:#?}\nhere, on QEMU\n{theirs:#?}")),
        };
        if difference.is_none() {
            return;
        }
    }
    panic!("{name}: {}", difference.unwrap_or_default());
}

/// The first difference between the calls on our side and on QEMU.
fn different_calls(ours: &Calls, theirs: &Calls) -> Option<String> {
    let (ours, theirs) = match ours.len() > 1 {
        true => (names_of_each(ours.clone()), names_of_each(theirs.clone())),
        false => (ours.clone(), theirs.clone()),
    };
    if ours.iter().map(Vec::len).sum::<usize>() <= 5 || ours.len() != theirs.len() {
        return Some(format!("{ours:?} here, on QEMU {theirs:?}"));
    }
    let (ours, theirs) = ours.iter().zip(&theirs).find(|(ours, theirs)| ours != theirs)?;
    let at = (0..).find(|&at| ours.get(at) != theirs.get(at))?;
    Some(format!("call {at} is {:?} here, {:?} on QEMU, of {ours:?}", ours.get(at), theirs.get(at)))
}

/// What can be compared of several processes: which calls each makes that comes to its own end. QEMU mixes up their results
/// in its log; and in how many pieces a pipe is read is a matter of time, as is when a process is ended by another one.
fn names_of_each(calls: Calls) -> Calls {
    let names = |calls: Vec<Call>| {
        let mut names: Vec<Call> = calls.into_iter().map(|(name, _)| (name, None)).collect();
        names.dedup_by(|next, call| next == call && next.0 == "read");
        names
    };
    let mut calls = calls.into_iter().map(names);
    let first = calls.next();
    let by_itself = |calls: &Vec<Call>| calls.last().is_some_and(|(name, _)| name == "exit_group");
    let mut others: Calls = calls.filter(by_itself).collect();
    others.sort();
    first.into_iter().chain(others).collect()
}

#[test]
fn a_program_is_given_arguments_and_an_environment_and_prints() {
    check_calls("hello");
}

#[test]
fn memory_comes_goes_and_is_protected() {
    check_calls("memory");
}

#[test]
fn bytes_of_files_are_where_they_should_be() {
    check_calls("files");
}

#[test]
fn names_links_and_directories_obey_the_rules() {
    check_calls("tree");
}

#[test]
fn a_computation_comes_to_the_same() {
    check_calls("sort");
}

#[test]
fn rights_owners_and_times_of_files_are_kept() {
    check_calls("rights");
}

#[test]
fn pipes_carry_bytes_in_order_and_end() {
    check_calls("pipes");
}

#[test]
fn processes_are_made_end_and_are_waited_for() {
    check_calls("processes");
}

#[test]
fn signals_call_handlers_and_interrupt() {
    check_calls("signals");
}

/// Its calls depend on who waits for whom.
#[test]
fn threads_share_and_wait_for_each_other() {
    check("threads");
}

#[test]
fn mappings_are_shared_or_private() {
    check_calls("shared");
}

#[test]
fn time_goes_on() {
    check_calls("times");
}

#[test]
fn floating_point_survives_other_processes() {
    check_calls("floats");
}

#[test]
fn a_position_independent_program_lies_anywhere() {
    check_linked(
        "anywhere",
        &["-nostdlib", "-ffreestanding", "-static-pie", "-fPIE", "-Wl,--no-dynamic-linker"],
        different_calls,
    );
}

/// The loader and the libraries come from where the compiler has them.
#[test]
fn a_dynamically_linked_program_runs_where_its_libraries_are() {
    let folder = Folder::new("dynamic");
    let mut archive = Archive::from_cpio(guest_images::INITRD).unwrap();
    for library in ["ld-linux-riscv64-lp64d.so.1", "libc.so.6", "libm.so.6"] {
        let output = gcc().arg(format!("-print-file-name={library}")).output().unwrap();
        let path = String::from_utf8(output.stdout).unwrap();
        archive.add_program(&format!("lib/{library}"), fs::read(path.trim()).unwrap());
    }
    let (theirs, _) = on_qemu(&compiled("threads", &["-static"], &folder.0), &folder.0);
    let (ours, calls, _) = in_guest("threads", &compiled("threads", &["-no-pie"], &folder.0), archive);
    assert_eq!(ours, theirs);
    assert!(calls[0].iter().any(|(name, _)| name == "openat"), "it has loaded no library: {calls:?}");
}

#[test]
fn files_are_locked() {
    check("locks");
}

#[test]
fn memory_ends_where_its_file_ends() {
    check("bus");
}

#[test]
fn what_is_used_is_counted() {
    check("usage");
}

#[test]
fn the_log_says_structures_in_words() {
    for (name, words) in [
        ("locks", "F_SETLK, {l_type=F_WRLCK, l_whence=SEEK_SET, l_start=0, l_len=100}) = 0"),
        ("locks", "LOCK_SH|LOCK_NB) = -1 EAGAIN (Resource temporarily unavailable)"),
        ("beyond", "prlimit64(0, RLIMIT_NOFILE, {rlim_cur=4, rlim_max=4}, NULL) = 0"),
        (
            "beyond",
            "{flags=CLONE_VM|CLONE_FS|CLONE_FILES|CLONE_SIGHAND|CLONE_THREAD|CLONE_SYSVSEM|CLONE_PARENT_SETTID, ",
        ),
        ("beyond", "clone3({flags=0, exit_signal=SIGCHLD, stack=NULL, stack_size=0x0}, 88) = "),
        ("beyond", ", 32, 0, 0xf1401073) = 0"),
    ] {
        let folder = Folder::new(&format!("log-of-{name}"));
        let program = compiled(name, &["-static"], &folder.0);
        let (_, _, lines) = in_guest(name, &program, Archive::from_cpio(guest_images::INITRD).unwrap());
        assert!(lines.iter().any(|line| line.contains(words)), "{words}: {lines:#?}");
    }
}

/// What QEMU's user mode does not do as Linux does it: here the truth is written down.
#[track_caller]
fn check_written(name: &str, output: &str) {
    let folder = Folder::new(name);
    let (ours, _) = on_ours(name, &compiled(name, &["-static"], &folder.0));
    assert_eq!(ours, Run { status: 0, output: output.into(), errors: String::new() });
}

/// QEMU's user mode has no robust list, no `clone3` and no `rseq`, and limits itself.
#[test]
fn what_an_emulator_leaves_out_is_there() {
    check_written(
        "beyond",
        "\
a thread has ended: EOWNERDEAD 0 0
a process was killed: EOWNERDEAD 0 0
a process has executed: EOWNERDEAD 0 0
unlocked: 0
waited: 1 9
thread: 42, its number: 1
too short: -1 EINVAL
longer: 1
and not known: -1 E2BIG
rseq: 0, hart 0
descriptors: 1 EMFILE
malloc: 1
stack: 65536
too deep: 11
too long: 25
",
    );
}

/// QEMU's user mode hands `execve` to the developer's own kernel.
#[test]
fn programs_execute_others() {
    let output = "\
3: again an argument , mark set, fd 9 is open
exec: exit 5
posix_spawn: 0
3: again an argument , mark set, fd 9 is closed
spawn: exit 5
spawn of nothing: 1
execve of nothing: -1 ENOENT
execve of a directory: -1 EACCES
execve of what may not be: -1 EACCES
5: /corpus/exec from-script ./script an argument , mark set, fd 9 is closed
script: exit 5
execve of rubbish: -1 ENOEXEC
";
    check_written("exec", output);
}
