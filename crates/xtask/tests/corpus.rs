//! C programs that know nothing of this kernel, linked statically with glibc, run on it and on QEMU's user mode: both
//! must write the same, end the same and, where that can be compared, make the same system calls.
//!
//! The programs are in `corpus/`. What may differ is said here: addresses, process numbers, descriptors (QEMU keeps some
//! for itself), and the calls of [`DIFFERENT`].

mod common;

use std::fs;
use std::path::Path;

use common::{Folder, compiled, gcc, tool};
use session::{Command as Wish, Images, Phase, Session};
use xtask::archive::Archive;

/// Steps given to the machine at a time.
const SLICE: u64 = 1 << 22;
/// Calls whose results differ for a reason: QEMU's user mode has no robust list and no restartable sequences, sees its own
/// paths, answers for the developer's terminal, and hides `O_LARGEFILE`, which a 64-bit kernel adds to the flags of every
/// file.
const DIFFERENT: [&str; 6] = ["set_robust_list", "rseq", "readlinkat", "getcwd", "ioctl", "fcntl"];

/// What a program has done.
#[derive(PartialEq, Eq, Debug)]
struct Run {
    status: i32,
    output: String,
    errors: String,
}

/// A call: its name and, if that can be compared, its result.
type Call = (String, Option<String>);

/// The program on QEMU, and its calls.
fn on_qemu(program: &Path, folder: &Path) -> (Run, Vec<Call>) {
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
    (Run { status, output: text(output.stdout), errors }, log.lines().filter_map(qemu_call).collect())
}

#[cfg(unix)]
fn signal(status: &std::process::ExitStatus) -> i32 {
    std::os::unix::process::ExitStatusExt::signal(status).unwrap_or(0)
}

/// A line as `123 lseek(4,-1,SEEK_SET) = -1 errno=22 (Invalid argument)`.
fn qemu_call(line: &str) -> Option<Call> {
    let (_pid, call) = line.split_once(' ')?;
    let (name, rest) = call.split_once('(')?;
    let result = rest.rsplit_once(" = ").map(|(_, result)| result);
    let result = result.and_then(|result| match result.split_once(" errno=") {
        Some((_, error)) => {
            let number = error.split(' ').next()?.parse().ok()?;
            abi::Errno::from_number(number).map(|errno| errno.name().to_string())
        }
        None => Some(result.to_string()),
    });
    Some(comparable(name, result))
}

/// A call with its result, if that means the same on both sides.
fn comparable(name: &str, result: Option<String>) -> Call {
    use abi::Kind;
    let row = abi::Syscall::ALL.iter().map(|call| call.signature()).find(|row| row.name == name);
    let kind = row.map_or(Kind::Addr, |row| row.result);
    let own = matches!(kind, Kind::Addr | Kind::Pid | Kind::Fd | Kind::Never) || DIFFERENT.contains(&name);
    let is_error = result.as_ref().is_some_and(|result| result.starts_with('E'));
    (name.to_string(), result.filter(|_| is_error && !DIFFERENT.contains(&name) || !own))
}

/// The program in our guest, and the calls of its first process.
fn on_ours(name: &str, program: &Path) -> (Run, Vec<Call>) {
    let (run, calls, _) = in_guest(name, program, Archive::from_cpio(guest_images::INITRD).unwrap());
    (run, calls)
}

/// The same, in a guest with these files, and the log of the calls of all processes. No page may be lost.
fn in_guest(name: &str, program: &Path, mut archive: Archive) -> (Run, Vec<Call>, Vec<String>) {
    archive.add_program(&format!("corpus/{name}"), fs::read(program).unwrap());
    let initrd = archive.to_cpio().unwrap();
    let images = Images {
        kernel: guest_images::KERNEL,
        initrd: &initrd,
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
    let first = run.calls.iter().find(|call| call.process == name).map(|call| call.pid);
    let calls = run.calls.iter().filter(|call| Some(call.pid) == first && call.name != "execve");
    // Before it was this program, the process was a child of the shell.
    let calls = calls.skip_while(|call| call.process != name).map(|call| {
        let result = call.result.as_deref().filter(|result| *result != "?");
        let result = result.map(|result| match result.strip_prefix("-1 ") {
            Some(error) => error.split(' ').next().unwrap_or_default().to_string(),
            None => result.to_string(),
        });
        comparable(&call.name, result)
    });
    let calls = calls.collect();
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

/// The program does the same on both sides.
#[track_caller]
fn check(name: &str) -> (Vec<Call>, Vec<Call>) {
    check_linked(name, &["-static"])
}

#[track_caller]
fn check_linked(name: &str, how: &[&str]) -> (Vec<Call>, Vec<Call>) {
    let folder = Folder::new(name);
    let program = compiled(name, how, &folder.0);
    let (theirs, their_calls) = on_qemu(&program, &folder.0);
    let (ours, our_calls) = on_ours(name, &program);
    assert_eq!(ours.output, theirs.output, "{name}: output");
    assert_eq!(ours, theirs, "{name}");
    (our_calls, their_calls)
}

/// The same, and so are its calls: it is one process, and its calls do not depend on the time.
#[track_caller]
fn check_calls(name: &str) {
    let (ours, theirs) = check(name);
    assert!(ours.len() > 5, "{name} has made no calls: {ours:?}");
    for (index, (ours, theirs)) in ours.iter().zip(&theirs).enumerate() {
        assert_eq!(ours, theirs, "{name}: call {index}");
    }
    assert_eq!(ours.len(), theirs.len(), "{name}: number of calls");
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
    check("rights");
}

#[test]
fn pipes_carry_bytes_in_order_and_end() {
    check("pipes");
}

#[test]
fn processes_are_made_end_and_are_waited_for() {
    check("processes");
}

#[test]
fn signals_call_handlers_and_interrupt() {
    check("signals");
}

#[test]
fn threads_share_and_wait_for_each_other() {
    check("threads");
}

#[test]
fn mappings_are_shared_or_private() {
    check("shared");
}

#[test]
fn time_goes_on() {
    check("times");
}

#[test]
fn floating_point_survives_other_processes() {
    check("floats");
}

#[test]
fn a_position_independent_program_lies_anywhere() {
    check_linked(
        "anywhere",
        &["-nostdlib", "-ffreestanding", "-static-pie", "-fPIE", "-Wl,--no-dynamic-linker"],
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
    assert!(calls.iter().any(|(name, _)| name == "openat"), "it has loaded no library: {calls:?}");
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
