//! What one program does to the kernel, the kernel survives, and so does everybody else: tricks one by one, and calls at
//! random. The programs are in `corpus/`; each is the first process of a machine of its own.

mod common;

use std::fs;

use common::{Folder, compiled};
use loader::Files;
use machine::{Exit, Machine, Stop, Unwatched};
use xtask::archive::Archive;

/// Steps after which a test gives up.
const LIMIT: u64 = 4_000_000_000;

/// Runs a program to the machine's end: what was written without the kernel's own lines, and how the machine ended.
#[track_caller]
fn run(name: &str, args: &str) -> (String, Exit) {
    let folder = Folder::new(&format!("{name}-{}", args.replace(' ', "-")));
    let mut archive = Archive::from_cpio(guest_images::INITRD).unwrap();
    archive.add_program(&format!("opt/{name}"), fs::read(compiled(name, &["-static"], &folder.0)).unwrap());
    let initrd = archive.to_cpio().unwrap();
    let bootargs = format!("quiet init=/opt/{name} -- {args}");
    let files = Files {
        firmware: None,
        kernel: Some(guest_images::KERNEL),
        initrd: Some(&initrd),
        bootargs: &bootargs,
    };
    let mut machine = Machine::new(board::RAM_LEN);
    loader::load(&files, &mut machine).unwrap();
    let stop = machine.run(LIMIT, &mut Unwatched);
    let output = String::from_utf8_lossy(&machine.take_output()).replace("\r\n", "\n");
    match stop {
        Stop::PowerOff(exit) => (without_kernel(&output), exit),
        other => panic!("{name} {args}: {other:?}\n{output}"),
    }
}

/// The kernel says why it ends a process, in the middle of a line if need be.
fn without_kernel(output: &str) -> String {
    let mut text = String::new();
    for line in output.split_inclusive('\n') {
        text += line.split_once("kernel: pid ").map_or(line, |(before, _)| before);
    }
    text
}

#[test]
fn each_trick_is_stopped_or_refused_and_the_rest_goes_on() {
    let (output, exit) = run("hostile", "");
    let expected = "\
reads the kernel's memory: signal 11
writes the kernel's memory: signal 11
jumps into the kernel: signal 11
jumps to nowhere: signal 11
writes its own code: signal 11
executes its data: signal 11
csrw sstatus: signal 4
csrr satp: signal 4
sret: signal 4
wfi: signal 4
sfence.vma: signal 4
overflows its stack: signal 11
has no stack: signal 11
passes bad addresses: exit 60
opens files without end: exit 54
makes files without end: exit 58
fills the disk: exit 56
allocates without end: signal 9
forks without end: exit 52
loops for ever: signal 14
";
    assert_eq!(output, expected);
    assert_eq!(exit, Exit::Pass);
}

#[test]
fn nothing_can_be_hoarded_until_the_kernel_has_no_memory() {
    let (output, exit) = run("hoard", "");
    let expected = "\
links: refused in the end
holes: refused in the end
pipes: refused in the end
areas: refused in the end
";
    assert_eq!(output, expected);
    assert_eq!(exit, Exit::Pass);
}

/// Calls at random from several processes of this user; says how many were made.
#[track_caller]
fn fuzz(seed: u64, user: u32) -> u64 {
    let (output, exit) = run("fuzz", &format!("{seed} 6 42000 {user}"));
    assert_eq!(exit, Exit::Pass, "{output}");
    assert!(output.trim_end().ends_with("parent whole, 0 pages lost"), "{output}");
    // What root writes at random may have reached the terminal before.
    let told = output.rsplit_once("seed ").map_or("", |(_, told)| told.trim_end());
    println!("user {user}, seed {told}");
    let calls = told.split_once(": ").and_then(|(_, rest)| rest.split(' ').next()?.parse().ok());
    calls.unwrap_or_else(|| panic!("no number of calls in {output}"))
}

#[test]
fn a_million_random_calls_break_nothing_and_lose_no_page() {
    let calls: u64 =
        [(1, 1000), (2, 1000), (3, 1000), (4, 0)].map(|(seed, user)| fuzz(seed, user)).iter().sum();
    assert!(calls >= 1_000_000, "{calls} calls");
}
