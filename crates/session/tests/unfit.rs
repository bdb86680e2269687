//! What a person brings that cannot be run: each kind has a sentence of its own, and no rubbish makes anything panic.

use guest_images::{DEBUG, INITRD, KERNEL};
use proptest::prelude::*;
use session::{
    Command, ELF_READER, Images, MAX_PROGRAM_LEN, MAX_PROGRAMS, Program, Session, Unfit, add_program,
    with_programs,
};

/// Where the code of the good program is, and its length.
const VA: u64 = 0x1_0000;
const CODE: [u8; 12] = [0x13, 0x05, 0x70, 0x00, 0x93, 0x08, 0xd0, 0x05, 0x73, 0x00, 0x00, 0x00];

/// The smallest program: one segment with its header and three instructions, `exit(7)`. A hundred and thirty-two bytes.
fn good() -> Vec<u8> {
    let mut bytes = b"\x7fELF\x02\x01\x01".to_vec();
    bytes.resize(16, 0);
    bytes.extend([2, 243, 1, 0].map(u16::to_le_bytes).concat());
    bytes.extend([VA + 120, 64, 0].map(u64::to_le_bytes).concat());
    bytes.extend([0, 0, 64, 56, 1, 64, 0, 0].map(u16::to_le_bytes).concat());
    bytes.extend([1, 0, 5, 0].map(u16::to_le_bytes).concat());
    bytes.extend([0, VA, VA, 132, 132, 4096].map(u64::to_le_bytes).concat());
    bytes.extend(CODE);
    bytes
}

/// The good program with other bytes at a place.
fn with(at: usize, bytes: &[u8]) -> Vec<u8> {
    let mut program = good();
    program[at..at + bytes.len()].copy_from_slice(bytes);
    program
}

#[track_caller]
fn check(bytes: &[u8], sentence: &str) {
    let reason = Program::read("it", bytes, INITRD).expect_err("it cannot be run");
    assert_eq!(reason.to_string(), sentence);
}

const COMPILE: &str = "compile it with `riscv64-linux-gnu-gcc -static -g`";

#[test]
fn what_is_no_elf_is_said_by_what_it_looks_like() {
    check(b"", "the file is empty");
    let looks = |bytes: &[u8], what: &str| {
        check(bytes, &format!("it is {what}, not an ELF executable for RISC-V: {COMPILE}"));
    };
    looks(b"#!/bin/sh\n", "a script");
    looks(b"MZ\x90\0", "a Windows program");
    looks(b"\0asm\x01", "a WebAssembly module");
    looks(b"\xcf\xfa\xed\xfe\0", "a macOS program");
    looks(b"!<arch>\nx", "a library of object files");
    looks(b"int main(void) {}", "a text");
    looks(b"\xff\xfe\0\x01", "a file of unknown kind");
}

#[test]
fn an_elf_for_another_machine_is_said_by_its_name() {
    let bits = |processor: &str| {
        format!("it is a 32-bit program for {processor}; this machine runs 64-bit ones: {COMPILE}")
    };
    check(&with(4, &[1]), &bits("RISC-V"));
    let mut arm = with(4, &[1]);
    arm[18] = 40;
    check(&arm, &bits("ARM"));
    let mut z = with(5, &[2]);
    z[18..20].copy_from_slice(&22u16.to_be_bytes());
    check(&z, &format!("it is a big-endian program for IBM Z; this machine is little-endian: {COMPILE}"));
    check(
        &with(18, &62u16.to_le_bytes()),
        &format!("it is a program for x86-64; this machine is a RISC-V: {COMPILE}"),
    );
    check(
        &with(18, &999u16.to_le_bytes()),
        &format!(
            "it is a program for the processor with the ELF number 999; this machine is a RISC-V: {COMPILE}"
        ),
    );
}

#[test]
fn what_is_not_executed_is_said_by_its_kind() {
    check(
        &with(16, &[1]),
        "it is an object file, which is not linked yet: link it with `riscv64-linux-gnu-gcc -static`",
    );
    check(&with(16, &[3]), "it is a shared library, which a program uses: open the program");
    check(&with(16, &[4]), "it is the memory of a program that crashed: open the program itself");
    check(&with(16, &[9]), "it is an ELF file of a kind that is not executed");
    let mut dynamic = with(64, &[3]);
    dynamic[72..80].copy_from_slice(&132u64.to_le_bytes());
    dynamic[96..104].copy_from_slice(&12u64.to_le_bytes());
    dynamic.extend(b"/lib/ld.so.1");
    check(
        &[&dynamic[..143], b"\0"].concat(),
        "it is linked dynamically and wants to be loaded by `/lib/ld.so.`, which is not in this machine: link it with \
         `-static`",
    );
}

#[test]
fn a_file_that_ends_early_is_said_with_both_lengths() {
    let ends = |bytes: &[u8], wants: u64| {
        let [len, wants] = [bytes.len() as u64, wants].map(texts::thousands);
        check(
            bytes,
            &format!(
                "the file ends too early: it has {len} bytes, and its own tables speak of {wants}; copy it again"
            ),
        );
    };
    ends(&good()[..30], 64);
    ends(&good()[..100], 120);
    ends(&good()[..130], 132);
    ends(&with(40, &5000u64.to_le_bytes()[..8]), 5000);
}

#[test]
fn what_wants_impossible_memory_is_said_with_the_address() {
    let outside = |va: u64| {
        check(
            &with(80, &va.to_le_bytes()),
            &format!(
                "it wants 132 bytes at {va:#x}, but programs lie from 0x10000 to 0x1000000000, and the kernel above them: \
                 link it without an address of its own"
            ),
        );
    };
    for va in [0, 0xf000, 0x10_0000_0000, 0x40_0000_0000, 0xffff_ffff_8000_0000, u64::MAX - 0xfff] {
        outside(va);
    }
    check(&with(64, &[6]), "it has no segment to load, so there is nothing to execute");
    check(&with(24, &0x5000u64.to_le_bytes()), "it starts at 0x5000, where it has no code");
    check(&with(68, &[4]), "it starts at 0x10078, where it has no code");
}

#[test]
fn what_contradicts_itself_is_said_by_how() {
    let damaged = |bytes: &[u8], how: &str| check(bytes, &format!("its tables are damaged: {how}"));
    damaged(&with(4, &[7]), "its first bytes make no sense");
    damaged(&with(104, &[1]), "a segment is longer in the file than in memory");
    damaged(&with(80, &(VA + 8).to_le_bytes()), "a segment begins elsewhere in its page than in the file");
    damaged(&with(56, &[17]), "it has 17 program headers, more than 16");
    damaged(&with(54, &[55]), "Invalid ELF program header entry size");
}

#[test]
fn what_is_too_large_or_too_many_is_said_with_the_limit() {
    check(
        &vec![0; MAX_PROGRAM_LEN + 1],
        "it has 16\u{202f}777\u{202f}217 bytes; at most 16\u{202f}777\u{202f}216 fit into this machine",
    );
    let (mut programs, bytes) = (Vec::new(), good());
    for number in 0..MAX_PROGRAMS {
        let program = Program::read(&format!("p{number}"), &bytes, INITRD).unwrap();
        add_program(&mut programs, program).unwrap();
    }
    add_program(&mut programs, Program::read("p3", &bytes, INITRD).unwrap()).expect("it takes its own place");
    assert_eq!((programs.len(), programs[MAX_PROGRAMS - 1].name()), (MAX_PROGRAMS, "p3"));
    let one_more = Program::read("one_more", &bytes, INITRD).unwrap();
    assert_eq!(add_program(&mut programs, one_more), Err(Unfit::NoRoom));
    assert_eq!(
        Unfit::NoRoom.to_string(),
        "there is no room for it beside the others: at most 16 programs and 24 MB together; forget the opened ones \
         first"
    );
}

/// The good program with an attribute that says what it was compiled for.
fn compiled_for(arch: &str) -> Vec<u8> {
    let text = [&[5], arch.as_bytes(), &[0]].concat();
    let part = [&[1][..], &(text.len() as u32 + 5).to_le_bytes(), &text].concat();
    let body = [b"riscv\0", &part[..]].concat();
    let section = [b"A", &(body.len() as u32 + 4).to_le_bytes()[..], &body].concat();
    let mut program = with(40, &132u64.to_le_bytes());
    program[60] = 2;
    let mut header = [0; 128];
    header[64 + 4..64 + 8].copy_from_slice(&0x7000_0003u32.to_le_bytes());
    header[64 + 24..64 + 32].copy_from_slice(&(132 + 128u64).to_le_bytes());
    header[64 + 32..64 + 40].copy_from_slice(&(section.len() as u64).to_le_bytes());
    program.extend(header);
    program.extend(section);
    program
}

#[test]
fn instructions_that_the_processor_lacks_are_said_by_their_extension() {
    for (arch, name) in [
        ("rv64i2p1_m2p0_v1p0_zve32f1p0", "V"),
        ("rv64i2p1_zba1p0", "ZBA"),
        ("rv64i2p1_c2p0_xtheadba1p0", "XTHEADBA"),
    ] {
        check(
            &compiled_for(arch),
            &format!(
                "it was compiled for the extension {name}, which this RV64GC processor lacks: compile it with \
                 `-march=rv64gc`"
            ),
        );
    }
    let ours =
        "rv64i2p1_m2p0_a2p1_f2p2_d2p2_c2p0_zicsr2p0_zifencei2p0_zmmul1p0_zaamo1p0_zalrsc1p0_zca1p0_zcd1p0";
    assert!(Program::read("it", &compiled_for(ours), INITRD).is_ok());
}

#[test]
fn the_smallest_program_runs() {
    let program = Program::read("exit 7", &good(), INITRD).unwrap();
    assert_eq!(program.line(), "/home/exit_7");
    assert_eq!(runs(program), Some(7));
}

/// The built-in images, but for the initial file system.
fn images(initrd: &[u8]) -> Images<'_> {
    Images { kernel: KERNEL, initrd, debug: DEBUG, elf: Some(ELF_READER), sources: &[], bootargs: "" }
}

/// The status with which a program ends.
fn runs(program: Program) -> Option<i32> {
    let line = program.line();
    let initrd = with_programs(INITRD, &[program]).unwrap();
    let images = images(&initrd);
    let mut session = Session::new(images).unwrap();
    session.command(Command::Run(line));
    let mut slices = 0;
    while session.work(1 << 20) && slices < 100 {
        slices += 1;
        session.scene();
    }
    session.scene().run.status
}

#[test]
fn the_largest_programs_have_room_and_run() {
    let mut large = good();
    large.resize(MAX_PROGRAM_LEN, 1);
    let mut programs = vec![Program::read("large", &large, INITRD).unwrap()];
    large.truncate(8 << 20);
    add_program(&mut programs, Program::read("half", &large, INITRD).unwrap()).unwrap();
    let initrd = with_programs(INITRD, &programs).unwrap();
    let images = images(&initrd);
    let mut session = Session::new(images).unwrap();
    for program in &programs {
        session.command(Command::Run(program.line()));
        while session.work(1 << 22) {}
        assert_eq!(session.scene().run.status, Some(7), "{}", session.scene().terminal);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever is let in runs, or is ended by the kernel: nothing panics, here or there.
    #[test]
    fn mutated_programs_are_refused_or_run(edits in proptest::collection::vec((0usize..132, 0u8..), 1..5)) {
        let mut bytes = good();
        for (at, byte) in edits {
            bytes[at] = byte;
        }
        if let Ok(program) = Program::read("it", &bytes, INITRD) {
            runs(program);
        }
    }
}

proptest! {
    #[test]
    fn rubbish_is_refused(bytes in proptest::collection::vec(0u8.., 0..400), elf in proptest::bool::ANY) {
        let start: &[u8] = if elf { &b"\x7fELF\x02\x01\x01"[..] } else { b"" };
        prop_assert!(Program::read("it", &[start, &bytes].concat(), INITRD).is_err());
    }

    #[test]
    fn any_name_becomes_one_that_a_shell_takes(file_name in ".*") {
        let program = Program::read(&file_name, &good(), INITRD).unwrap();
        let name = program.name();
        prop_assert!(!name.is_empty() && name.len() <= 15 && name.bytes().all(|byte| byte.is_ascii_graphic()));
    }
}
